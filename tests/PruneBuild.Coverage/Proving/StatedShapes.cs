using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Coverage.Proving;

/// <summary>Shapes that a file states must be those that its values have; after a cut as before.</summary>
internal static class StatedShapes
{
    /// <summary>The first value whose stated shape was right in the original and is wrong in the cut model;
    /// null when there is none.</summary>
    /// <param name="original">The model.</param>
    /// <param name="facts">What its values were like in a run.</param>
    /// <param name="cut">The cut model.</param>
    /// <param name="cutFacts">What its values were like in a run on the same input.</param>
    public static string? Defect(OnnxModel original, ShapeFacts facts, OnnxModel cut, ShapeFacts cutFacts)
    {
        var right = Stated(original.Graph).Where(info => Wrong(info, facts) is null).Select(info => info.Name).ToHashSet();
        return Stated(cut.Graph).Where(info => right.Contains(info.Name)).Select(info => Wrong(info, cutFacts))
            .FirstOrDefault(wrong => wrong is not null);
    }

    private static IEnumerable<ValueInfoProto> Stated(GraphProto graph) =>
        graph.ValueInfo.Concat(graph.Input).Concat(graph.Output).Where(info => info.Type?.TensorType?.Shape is not null);

    /// <summary>Open sizes and values that the run did not show agree with anything.</summary>
    private static string? Wrong(ValueInfoProto info, ShapeFacts facts)
    {
        if (facts.Find(info.Name) is not { } fact)
            return null;
        var dims = info.Type.TensorType.Shape.Dim;
        var agrees = dims.Count == fact.Shape.Count
            && dims.Zip(fact.Shape).All(pair => !pair.First.HasDimValue || pair.First.DimValue <= 0 || pair.First.DimValue == pair.Second);
        return agrees ? null : $"'{info.Name}' is stated as [{string.Join(", ", dims.Select(dim => dim.HasDimValue ? dim.DimValue : -1))}] "
            + $"and is {fact.Shape}";
    }
}
