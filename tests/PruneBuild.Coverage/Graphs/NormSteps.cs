namespace PruneBuild.Coverage.Graphs;

/// <summary>Normalisations in their spellings.</summary>
internal static class NormSteps
{
    /// <summary>By the root of the mean square, node by node.</summary>
    public static void RootMeanSquare(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 1) is not { } x)
            return;
        var square = sketch.Hidden("Mul", [x.Name, x.Name]);
        var mean = sketch.Reduce("ReduceMean", square, -1, keep: true);
        var root = sketch.Hidden("Sqrt", [sketch.Hidden("Add", [mean, sketch.Positive(1)])]);
        sketch.Node("Mul", [sketch.Hidden("Div", [x.Name, root]), sketch.Weight(x.Last)], x.Shape);
    }

    public static void Fused(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x || x.Last < 2)
            return;
        if (sketch.Opset >= 23 && sketch.Coin())
            sketch.Node("RMSNormalization", [x.Name, sketch.Weight(x.Last)], x.Shape);
        else if (sketch.Coin())
            sketch.Node("LpNormalization", [sketch.Hidden("Add", [x.Name, sketch.Positive(1)])], x.Shape, ("axis", -1), ("p", 2));
        else
            sketch.Node("SimplifiedLayerNormalization", [x.Name, sketch.Weight(x.Last)], x.Shape, ("axis", -1));
    }

    /// <summary>ONNX Runtime's, together with the residual sum.</summary>
    public static void Skip(GraphSketch sketch)
    {
        if (sketch.Sequence() is { Last: > 1 } x && sketch.Value(other => other.Shape.SequenceEqual(x.Shape)) is { } skip)
        {
            sketch.Node(
                "com.microsoft:SkipLayerNormalization",
                [x.Name, skip.Name, sketch.Weight(x.Last), sketch.Weight(x.Last), sketch.Weight(x.Last)], x.Shape);
        }
    }

    /// <summary>Inside each of several parts of the features, which may go whole.</summary>
    public static void OfParts(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x || x.Last % 2 != 0 || x.Last < 4)
            return;
        var parts = sketch.Hidden("Reshape", [x.Name, sketch.Integers(0, 0, x.Last / 2, 2)]);
        var even = sketch.Hidden("LayerNormalization", [parts, sketch.Weight(2), sketch.Weight(2)]);
        sketch.Node("Reshape", [even, sketch.Integers(0, 0, -1)], x.Shape);
    }
}
