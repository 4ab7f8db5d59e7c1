using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Recovery;

/// <summary>A MatMul, Gemm or Conv: each output's weights are stretched and its bias moved,
/// so that its mean and deviation are the original's.</summary>
/// <param name="Value">Its output.</param>
/// <param name="Axis">The axis of outputs.</param>
/// <param name="Weight">The weight.</param>
/// <param name="Bias">What the node itself adds to each output; zeros for nothing.</param>
internal sealed record WeightCorrection(string Value, int Axis, MaskableWeight Weight, double[] Bias)
    : CorrectionSite(Value, Axis, Bias.Length)
{
    // Below this share of the original's deviation a channel carries nothing to stretch.
    private const double Silent = 1e-6;

    /// <summary>The site of a node; null where outputs lie otherwise, the weight is stored in integers,
    /// or the node's own bias is computed.</summary>
    public static WeightCorrection? Of(OnnxModel model, GraphIndex index, ShapeFacts facts, NodeProto node, MaskableWeight weight)
    {
        if (weight is not { Inputs: not null, Operator: "MatMul" or "Gemm" or "Conv", Input: 1 }
            || facts.Find(weight.Node) is not { } output
            || WeightSource.Dequantize(index, node.Input[1]) is not null)
        {
            return null;
        }

        var axis = weight.Operator == "Conv" ? 1 : output.Shape.Count - 1;
        var outputs = (int)output.Shape[axis];
        return OwnBias(model, index, node, outputs) is { } bias ? new WeightCorrection(weight.Node, axis, weight, bias) : null;
    }

    /// <inheritdoc />
    public override bool NeedsOriginal => true;

    /// <inheritdoc />
    public override ChannelMap Map(ChannelStatistics now, ChannelStatistics? original)
    {
        ArgumentNullException.ThrowIfNull(original);
        var factors = new double[Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            var factor = original.Deviations[channel] / now.Deviations[channel];
            factors[channel] = now.Deviations[channel] > Silent * original.Deviations[channel] && factor > 0 && double.IsFinite(factor)
                ? factor
                : 1;
        }

        return new ChannelMap(factors, [.. factors.Select((factor, channel) => original.Means[channel] - (factor * now.Means[channel]))]);
    }

    /// <inheritdoc />
    public override OnnxModel Apply(OnnxModel model, ChannelMap map)
    {
        var index = new GraphIndex(model.Graph);
        var first = 0;
        var parts = new List<Matrix>();
        foreach (var part in MaskedWeightEditor.Read(model, index, Weight))
        {
            parts.Add(Stretched(part, map.Factors.AsSpan(first, part.Columns)));
            first += part.Columns;
        }

        var stretched = MaskedWeightEditor.Apply(
            model, new Dictionary<string, TensorProto> { [Weight.Tensor] = MaskedWeightEditor.Store(model, index, Weight, parts) });
        double[] change = [.. map.Shifts.Select((shift, channel) => ((map.Factors[channel] - 1) * Bias[channel]) + shift)];
        return change.All(number => number == 0)
            ? stretched
            : WeightEditor.Apply(stretched, [new WeightEdit(Weight.Inputs!, null, change)]);
    }

    private static Matrix Stretched(Matrix part, ReadOnlySpan<double> factors)
    {
        var values = part.Values.ToArray();
        for (var i = 0; i < values.Length; i++)
            values[i] *= factors[i % part.Columns];
        return Matrix.Adopt(part.Rows, part.Columns, values);
    }

    private static double[]? OwnBias(OnnxModel model, GraphIndex index, NodeProto node, int outputs)
    {
        if (node.Input.Count < 3 || node.Input[2].Length == 0)
            return new double[outputs];
        var beta = node.Number("beta", 1);
        return index.Constant(node.Input[2]) is { } constant && model.Read(constant) is { } bias && bias.Count == outputs
            ? [.. bias.ToFloats().Select(number => beta * (double)number)]
            : null;
    }
}
