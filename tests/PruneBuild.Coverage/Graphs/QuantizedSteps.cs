using PruneBuild.Onnx;

namespace PruneBuild.Coverage.Graphs;

/// <summary>Weights and values of few bits.</summary>
internal static class QuantizedSteps
{
    /// <summary>A matrix of bytes with one scale, one for each output, or (since opset 21) one for each block.</summary>
    public static void Weight(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is not { } x)
            return;
        var outputs = sketch.Size();
        var bytes = sketch.Bytes(ElementType.Int8, x.Last, outputs);
        var weight = sketch.Pick([0, 1, 2]) switch
        {
            0 => sketch.Hidden("DequantizeLinear", [bytes, sketch.Scalar(0.0625f)]),
            1 => sketch.Hidden("DequantizeLinear", [bytes, sketch.Positive(outputs), sketch.Bytes(ElementType.Int8, outputs)], ("axis", 1)),
            _ when sketch.Opset >= 21 && x.Last % 2 == 0 =>
                sketch.Hidden("DequantizeLinear", [bytes, sketch.Positive(x.Last / 2, outputs)], ("axis", 0), ("block_size", 2)),
            _ => sketch.Hidden("DequantizeLinear", [bytes, sketch.Positive(outputs)], ("axis", -1)),
        };
        sketch.Node("MatMul", [x.Name, weight], [.. x.Shape[..^1], outputs]);
    }

    /// <summary>Values rounded to steps of a sixteenth.</summary>
    public static void Values(GraphSketch sketch)
    {
        if (sketch.Value(value => value.Last > 0) is not { } x)
            return;
        var (scale, zero) = (sketch.Scalar(0.0625f), sketch.Bytes(ElementType.UInt8));
        var steps = sketch.Hidden("QuantizeLinear", [x.Name, scale, zero]);
        sketch.Node("DequantizeLinear", [steps, scale, zero], x.Shape);
    }

    /// <summary>The scale of the values is taken from them, and bytes are multiplied.</summary>
    public static void Dynamic(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var outputs = sketch.Size();
        var weight = sketch.Bytes(ElementType.Int8, x.Last, outputs);
        if (sketch.Coin())
        {
            sketch.Node("com.microsoft:DynamicQuantizeMatMul", [x.Name, weight, sketch.Positive(outputs)], [.. x.Shape[..^1], outputs]);
            return;
        }

        var parts = sketch.Nodes("DynamicQuantizeLinear", [x.Name], [[], [], []]);
        var product = sketch.Hidden("MatMulInteger", [parts[0].Name, weight, parts[2].Name]);
        sketch.Node("Mul", [sketch.Hidden("Cast", [product], ("to", 1)), parts[1].Name], [.. x.Shape[..^1], outputs]);
    }

    /// <summary>Four bits, in blocks of sixteen inputs, between two plain matrices.</summary>
    public static void FourBits(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var outputs = sketch.Size();
        var wide = sketch.Hidden("MatMul", [x.Name, sketch.Weight(x.Last, 32)]);
        sketch.Node(
            "com.microsoft:MatMulNBits", [wide, sketch.Bytes(ElementType.UInt8, outputs, 2, 8), sketch.Positive(outputs, 2)],
            [.. x.Shape[..^1], outputs], ("K", 32), ("N", outputs), ("bits", 4), ("block_size", 16));
    }
}
