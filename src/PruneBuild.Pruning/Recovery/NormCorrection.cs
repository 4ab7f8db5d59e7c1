using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Recovery;

/// <summary>A BatchNormalization with constant parameters: its mean and variance become those of what enters it now.</summary>
/// <param name="Value">Its output.</param>
/// <param name="Scale">s.</param>
/// <param name="Offset">B.</param>
/// <param name="Mean">m: the running mean.</param>
/// <param name="Variance">v: the running variance.</param>
/// <param name="Epsilon">ε: y = s(x − m)/√(v + ε) + B.</param>
internal sealed record NormCorrection(string Value, double[] Scale, double[] Offset, double[] Mean, double[] Variance, double Epsilon)
    : CorrectionSite(Value, 1, Scale.Length)
{
    private const int MeanInput = 3;

    /// <summary>The site of a node; null for another operator, one that trains, and one whose parameters are computed.</summary>
    public static NormCorrection? Of(OnnxModel model, GraphIndex index, NodeProto node)
    {
        if (node is not { OpType: "BatchNormalization", Input.Count: 5 }
            || node.Attribute.Any(attribute => attribute is { Name: "training_mode", I: not 0 } or { Name: "spatial", I: 0 }))
            return null;
        var constants = node.Input.Skip(1).Select(index.Constant).ToArray();
        if (constants.Any(constant => constant is null))
            return null;
        double[][] numbers = [.. constants.Select(constant => model.Read(constant!).ToFloats().Select(number => (double)number).ToArray())];
        var epsilon = node.Number("epsilon", 1e-5f);
        return new NormCorrection(node.Output[0], numbers[0], numbers[1], numbers[2], numbers[3], epsilon);
    }

    /// <inheritdoc />
    public override bool NeedsOriginal => false;

    /// <inheritdoc />
    public override ChannelMap Map(ChannelStatistics now, ChannelStatistics? original)
    {
        var factors = new double[Channels];
        var shifts = new double[Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            var variance = Observed(channel, now.Deviations[channel]);
            var factor = Math.Sqrt((Variance[channel] + Epsilon) / (variance + Epsilon));
            // A channel that says nothing has no statistics.
            var isDead = Scale[channel] == 0 || variance == 0 || !double.IsFinite(factor);
            factors[channel] = isDead ? 1 : factor;
            shifts[channel] = isDead ? 0 : Offset[channel] - (factor * now.Means[channel]);
        }

        return new ChannelMap(factors, shifts);
    }

    /// <inheritdoc />
    public override OnnxModel Apply(OnnxModel model, ChannelMap map)
    {
        var proto = model.Proto.Clone();
        var index = new GraphIndex(proto.Graph);
        var node = index.Producer(Value)!;
        float[] means = new float[Channels], variances = new float[Channels];
        for (var channel = 0; channel < Channels; channel++)
        {
            // a·y + b = s·a(x − m)/√(v + ε) + a·B + b: another variance for a, another mean for the rest.
            var (factor, shift) = (map.Factors[channel], map.Shifts[channel]);
            var deviation = Math.Sqrt(Variance[channel] + Epsilon);
            var moved = Scale[channel] == 0 ? 0 : ((factor - 1) * Offset[channel] + shift) * deviation / (factor * Scale[channel]);
            (means[channel], variances[channel]) =
                ((float)(Mean[channel] - moved), (float)(((Variance[channel] + Epsilon) / (factor * factor)) - Epsilon));
        }

        foreach (var (input, numbers) in (IEnumerable<(int, float[])>)[(MeanInput, means), (MeanInput + 1, variances)])
        {
            var type = (ElementType)index.Constant(node.Input[input])!.DataType;
            GraphPatch.SetConstant(proto.Graph, node, input, GraphPatch.Floats(type, numbers, [Channels]));
        }

        return model.With(proto);
    }

    /// <summary>Variance of what enters, from the deviation of what leaves.</summary>
    private double Observed(int channel, double deviation) =>
        Scale[channel] == 0 ? 0 : deviation * deviation * (Variance[channel] + Epsilon) / (Scale[channel] * Scale[channel]);
}
