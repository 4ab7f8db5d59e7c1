namespace PruneBuild.Coverage.Graphs;

/// <summary>Products, sums and functions of elements.</summary>
internal static class DenseSteps
{
    private static readonly string[] activations =
        ["Relu", "Tanh", "Sigmoid", "Abs", "Softplus", "LeakyRelu", "HardSwish", "Erf", "Cos",
            "com.microsoft:FastGelu", "com.microsoft:Gelu"];

    public static void Linear(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is not { } x)
            return;
        var outputs = sketch.Size();
        var product = sketch.Node("MatMul", [x.Name, sketch.Weight(x.Last, outputs)], [.. x.Shape[..^1], outputs]);
        if (sketch.Pick([true, false]))
            sketch.Node("Add", [sketch.Weight(outputs), product.Name], product.Shape);
    }

    public static void LinearOfTransposedWeight(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is not { } x)
            return;
        var outputs = sketch.Size();
        var weight = sketch.Node("Transpose", [sketch.Weight(outputs, x.Last)], [x.Last, outputs], ("perm", new long[] { 1, 0 }));
        sketch.Node("MatMul", [x.Name, weight.Name], [.. x.Shape[..^1], outputs]);
    }

    public static void Activation(GraphSketch sketch)
    {
        if (sketch.Value() is { } x)
            sketch.Node(sketch.Pick(activations), [x.Name], x.Shape);
    }

    public static void Scale(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is { } x)
            sketch.Node("Mul", [x.Name, sketch.Weight(x.Last)], x.Shape);
    }

    public static void Sum(GraphSketch sketch)
    {
        if (sketch.Value() is { } x && sketch.Value(other => other.Shape.SequenceEqual(x.Shape)) is { } y)
            sketch.Node(sketch.Pick(["Add", "Mul", "Sub"]), [x.Name, y.Name], x.Shape);
    }

    /// <summary>Functions of several values, and ones with a parameter for each feature.</summary>
    public static void Mixed(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is not { } x || sketch.Value(other => other.Shape.SequenceEqual(x.Shape)) is not { } y)
            return;
        _ = sketch.Pick([0, 1, 2, 3]) switch
        {
            0 => sketch.Node("PRelu", [x.Name, sketch.Weight(x.Last)], x.Shape),
            1 => sketch.Node("Max", [x.Name, y.Name, sketch.Weight(x.Last)], x.Shape),
            2 => sketch.Node("Where", [sketch.Hidden("Greater", [x.Name, sketch.Weight(x.Last)]), y.Name, sketch.Weight(x.Last)], x.Shape),
            _ => sketch.Node("com.microsoft:BiasGelu", [x.Name, sketch.Weight(x.Last)], x.Shape),
        };
    }

    public static void Normalise(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 1) is { } x)
            sketch.Node("LayerNormalization", [x.Name, sketch.Weight(x.Last), sketch.Weight(x.Last)], x.Shape);
    }

    public static void Softmax(GraphSketch sketch)
    {
        if (sketch.Value() is { } x)
            sketch.Node("Softmax", [x.Name], x.Shape, ("axis", -1));
    }

    public static void ReduceSum(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape.Length > 3 && value.Last > 0) is { } x)
            sketch.Node("ReduceSum", [x.Name, sketch.Integers(-2)], [.. x.Shape[..^2], x.Last], ("keepdims", 0));
    }

    public static void Einsum(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Shape.Length == 3 && value.Last > 0) is not { } x)
            return;
        var (heads, width) = (sketch.Size(), sketch.Size());
        sketch.Node(
            "Einsum", [x.Name, sketch.Weight(heads, x.Last, width)], [x.Shape[0], x.Shape[1], heads, width], ("equation", "abc,hcd->abhd"));
    }
}
