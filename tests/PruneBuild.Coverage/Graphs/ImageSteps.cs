namespace PruneBuild.Coverage.Graphs;

/// <summary>Networks of images, [batch, channels, length, 1]: a sequence becomes one and the other way round.</summary>
internal static class ImageSteps
{
    private static readonly long[] kernel = [3, 1];
    private static readonly long[] pads = [1, 0, 1, 0];

    /// <summary>Features become channels.</summary>
    public static void Enter(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var rows = sketch.Hidden("Transpose", [x.Name], ("perm", new long[] { 0, 2, 1 }));
        sketch.Node("Unsqueeze", [rows, sketch.Integers(3)], [x.Shape[0], x.Last, x.Shape[1], 1]);
    }

    /// <summary>Channels become features.</summary>
    public static void Leave(GraphSketch sketch)
    {
        if (sketch.Image() is not { } x)
            return;
        var rows = sketch.Hidden("Squeeze", [x.Name, sketch.Integers(3)]);
        sketch.Node("Transpose", [rows], [x.Shape[0], x.Shape[2], x.Shape[1]], ("perm", new long[] { 0, 2, 1 }));
    }

    /// <summary>Plain, grouped or depth-wise, with or without bias.</summary>
    public static void Conv(GraphSketch sketch)
    {
        if (sketch.Image() is not { } x)
            return;
        var group = sketch.Pick<long>([1, 1, 2, 3, x.Shape[1]]);
        if (x.Shape[1] % group != 0)
            return;
        var outputs = group * (group == 1 ? sketch.Size() : sketch.Pick<long>([1, 2]));
        var weight = sketch.Weight(outputs, x.Shape[1] / group, 3, 1);
        sketch.Node(
            "Conv", sketch.Coin() ? [x.Name, weight, sketch.Weight(outputs)] : [x.Name, weight], [x.Shape[0], outputs, x.Shape[2], 1],
            ("group", group), ("kernel_shape", kernel), ("pads", pads));
    }

    public static void ConvTranspose(GraphSketch sketch)
    {
        if (sketch.Image() is not { } x)
            return;
        var group = sketch.Pick<long>([1, 1, 2]);
        if (x.Shape[1] % group != 0)
            return;
        var outputs = sketch.Size();
        sketch.Node(
            "ConvTranspose", [x.Name, sketch.Weight(x.Shape[1], outputs, 3, 1), sketch.Weight(outputs * group)],
            [x.Shape[0], outputs * group, x.Shape[2], 1], ("group", group), ("kernel_shape", kernel), ("pads", pads));
    }

    public static void Norm(GraphSketch sketch)
    {
        if (sketch.Image() is not { } x)
            return;
        var channels = x.Shape[1];
        if (sketch.Coin())
            sketch.Node("InstanceNormalization", [x.Name, sketch.Weight(channels), sketch.Weight(channels)], x.Shape);
        else
            sketch.Node(
                "BatchNormalization",
                [x.Name, sketch.Weight(channels), sketch.Weight(channels), sketch.Weight(channels), sketch.Positive(channels)], x.Shape);
    }

    /// <summary>As the operator, and as exporters wrote it before there was one.</summary>
    public static void GroupNorm(GraphSketch sketch)
    {
        if (sketch.Image() is not { } x || x.Shape[1] % 2 != 0)
            return;
        var channels = x.Shape[1];
        if (sketch.Opset >= 21 && sketch.Coin())
        {
            sketch.Node(
                "GroupNormalization", [x.Name, sketch.Weight(channels), sketch.Weight(channels)], x.Shape, ("num_groups", channels / 2));
            return;
        }

        var rows = sketch.Hidden("Reshape", [x.Name, sketch.Integers(0, channels / 2, -1)]);
        var even = sketch.Hidden("InstanceNormalization", [rows, sketch.Positive(channels / 2), sketch.Weight(channels / 2)]);
        var back = sketch.Hidden("Reshape", [even, sketch.Hidden("Shape", [x.Name])]);
        sketch.Node("Mul", [back, sketch.Weight(channels, 1, 1)], x.Shape);
    }

    /// <summary>Channels are scaled by what all of them say together.</summary>
    public static void SqueezeExcite(GraphSketch sketch)
    {
        if (sketch.Image() is not { } x)
            return;
        var (channels, inner) = (x.Shape[1], sketch.Size());
        var mean = sketch.Hidden("GlobalAveragePool", [x.Name]);
        var squeezed = sketch.Hidden("Relu", [sketch.Hidden("Conv", [mean, sketch.Weight(inner, channels, 1, 1), sketch.Weight(inner)])]);
        var scale = sketch.Hidden("HardSigmoid", [sketch.Hidden("Conv", [squeezed, sketch.Weight(channels, inner, 1, 1)])]);
        sketch.Node("Mul", [x.Name, scale], x.Shape);
    }

    public static void Shuffle(GraphSketch sketch)
    {
        if (sketch.Image() is not { } x || x.Shape[1] % 2 != 0)
            return;
        var rows = sketch.Hidden("Reshape", [x.Name, sketch.Integers(0, 2, x.Shape[1] / 2, -1)]);
        var turned = sketch.Hidden("Transpose", [rows], ("perm", new long[] { 0, 2, 1, 3 }));
        sketch.Node("Reshape", [turned, sketch.Integers(0, x.Shape[1], -1, 1)], x.Shape);
    }

    /// <summary>Blocks of four channels become pixels and channels again.</summary>
    public static void PixelShuffle(GraphSketch sketch)
    {
        if (sketch.Image() is not { } x || x.Shape[1] % 4 != 0)
            return;
        var large = sketch.Hidden("DepthToSpace", [x.Name], ("blocksize", 2), ("mode", sketch.Pick(["DCR", "CRD"])));
        sketch.Node("SpaceToDepth", [sketch.Hidden("Tanh", [large])], x.Shape, ("blocksize", 2));
    }

    public static void Concat(GraphSketch sketch)
    {
        if (sketch.Image() is { } x && sketch.Image() is { } y)
            sketch.Node("Concat", [x.Name, y.Name], [x.Shape[0], x.Shape[1] + y.Shape[1], x.Shape[2], 1], ("axis", 1));
    }

    public static void Pool(GraphSketch sketch)
    {
        if (sketch.Image() is { } x)
            sketch.Node(sketch.Pick(["MaxPool", "AveragePool"]), [x.Name], x.Shape, ("kernel_shape", kernel), ("pads", pads));
    }

    /// <summary>One vector for a record.</summary>
    public static void Flatten(GraphSketch sketch)
    {
        if (sketch.Image() is { } x)
            sketch.Node(
                "Flatten", [sketch.Hidden(sketch.Pick(["GlobalAveragePool", "GlobalMaxPool"]), [x.Name])], [x.Shape[0], x.Shape[1]]);
    }
}
