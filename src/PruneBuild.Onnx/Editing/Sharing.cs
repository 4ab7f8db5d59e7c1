using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Copies of trees whose children are the original's own.</summary>
internal static class Sharing
{
    /// <summary>A graph with the same children, whose lists can be changed before anyone sees it.</summary>
    /// <remarks>Cloning and then putting the children back is the only way to carry fields that the schema does not know.</remarks>
    public static GraphProto Copy(GraphProto graph)
    {
        var copy = graph.Clone();
        Replace(copy.Node, graph.Node);
        Replace(copy.Initializer, graph.Initializer);
        Replace(copy.SparseInitializer, graph.SparseInitializer);
        Replace(copy.Input, graph.Input);
        Replace(copy.Output, graph.Output);
        Replace(copy.ValueInfo, graph.ValueInfo);
        Replace(copy.QuantizationAnnotation, graph.QuantizationAnnotation);
        return copy;
    }

    /// <summary>Fills a list with other items, each kept by reference.</summary>
    public static void Replace<T>(Google.Protobuf.Collections.RepeatedField<T> list, IEnumerable<T> items)
    {
        var kept = items.ToArray();
        list.Clear();
        list.AddRange(kept);
    }
}
