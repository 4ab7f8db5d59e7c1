using PruneBuild.Onnx.Elements;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Reading;

/// <summary>Sparse initializers whose values and places, sound as tensors, make no tensor together.</summary>
internal static class SparseDefect
{
    /// <summary>The sparse initializers of the main graph, of all bodies, and of bodies in functions.</summary>
    public static IEnumerable<SparseTensorProto> All(ModelProto model) =>
        GraphTree.Of(model.Graph)
            .Concat(model.Functions.SelectMany(function => function.Node).SelectMany(SubgraphCaptures.Bodies).SelectMany(GraphTree.Of))
            .SelectMany(graph => graph.SparseInitializer);

    /// <summary>What is wrong with one, in words that follow "is malformed:"; null when its dense tensor can be made.</summary>
    /// <param name="model">Where the elements are read from.</param>
    /// <param name="sparse">A sparse tensor of it; its values and places have been checked as tensors.</param>
    public static string? Of(OnnxModel model, SparseTensorProto sparse)
    {
        if (sparse.Values is not { } values || sparse.Indices is not { } indices)
            return "it is sparse, and its values or their places are missing";
        if ((ElementType)indices.DataType is not (ElementType.Int64 or ElementType.Int32 or ElementType.Int16 or ElementType.Int8))
            return "it is sparse, and the places of its values are no integers";
        if (!TensorSize.TryCount(sparse.Dims, out var count) || IsTooLarge((ElementType)values.DataType, count))
            return $"it is sparse, and its dims [{string.Join(", ", sparse.Dims)}] are negative, or more than 2 GiB";
        _ = TensorSize.TryCount(values.Dims, out var stored);
        var (isFlat, rank) = (indices.Dims.Count == 1, sparse.Dims.Count);
        if (!indices.Dims.SequenceEqual(isFlat ? [stored] : [stored, rank]) || rank == 0)
            return $"it is sparse, and has {stored} values for places of dims [{string.Join(", ", indices.Dims)}]";
        var places = model.Read(indices).ToInt64s();
        return places.Index().All(pair => pair.Item >= 0 && pair.Item < (isFlat ? count : sparse.Dims[pair.Index % rank]))
            ? null
            : $"it is sparse, and has a value outside its dims [{string.Join(", ", sparse.Dims)}]";
    }

    private static bool IsTooLarge(ElementType type, long count) =>
        type != ElementType.String && (!TensorSize.TryByteCount(type, count, out var bytes) || bytes > Array.MaxLength);
}
