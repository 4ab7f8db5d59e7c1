using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>
/// What the output of a consumer should be in the cut network, so that what leaves its block is what left it in the original.
/// </summary>
/// <param name="Teacher">The value to read in the original: the sum after the residual addition, or the consumer's own output.</param>
/// <param name="Residual">The value to subtract, read in the cut network: the other summand, drift included, or a bias of the consumer that
/// is not the same for all rows; null without.</param>
/// <param name="Scale">Per output: the factor that lies between the consumer and the sum (a BatchNormalization, the alpha of a Gemm);
/// null for one.</param>
/// <param name="Shift">Per output: the constant that lies there (biases); the consumer's own bias included.</param>
/// <param name="ChannelAxisOne">True when outputs lie on axis 1 (convolutions), false when on the last axis.</param>
/// <remarks>
/// K-prune's tuning target Y_T − X_S (algorithm 1): the refit also makes up for the drift of earlier layers. Scale and shift are undone so
/// that the least squares are those of the consumer's own weight.
/// </remarks>
public sealed record MatchTarget(string Teacher, string? Residual, double[]? Scale, double[] Shift, bool ChannelAxisOne)
{
    /// <summary>Follows the only reader of each value from a consumer through constants to a sum of two computed values.</summary>
    public static MatchTarget Find(OnnxModel model, GraphIndex index, Consumer consumer)
    {
        var node = index.Producer(consumer.Node) ?? throw new InvalidOperationException($"No node makes '{consumer.Node}'.");
        // What experts put out is weighted by the router before it is summed: each is fit to what it put out itself.
        if (consumer.Experts is not null)
            return new MatchTarget(consumer.Node, null, null, new double[consumer.Outputs], consumer.OutputsFirst);
        var isConvolution = consumer.Kind == ConsumerKind.Convolution;
        // A convolution's output has as many axes as its kernel.
        var path = new AffinePath(model, index, consumer.Outputs, isConvolution ? DecodedConstant.Rank(index, node.Input[1]) : null);
        var computed = path.AddOwnFactorAndBias(node);
        var own = new MatchTarget(consumer.Node, computed, path.Scale, [.. path.Shift], isConvolution);
        var value = consumer.Node;
        while (computed is null && index.Uses(value) is [{ Node: { } reader, Input: >= 0 } use])
        {
            if (reader.OpType == "Add" && path.Summand(reader.Input[1 - use.Input]) is null)
            {
                var residual = reader.Input[1 - use.Input];
                return DecodedConstant.Read(model, index, residual) is null && !index.DependsOn(residual, consumer.Node)
                    ? own with { Teacher = reader.Output[0], Residual = residual, Scale = path.Scale, Shift = path.Shift }
                    : own;
            }

            if (!path.TryFollow(reader, use.Input))
                return own;
            value = reader.Output[0];
        }

        return own;
    }
}

/// <summary>The affine map, per output, that constants make between a consumer and a later value.</summary>
/// <param name="model">The model.</param>
/// <param name="index">Of its graph.</param>
/// <param name="outputs">How many outputs the consumer has.</param>
/// <param name="axes">For outputs on axis 1, how many axes there are; null for outputs on the last axis.</param>
internal sealed class AffinePath(OnnxModel model, GraphIndex index, int outputs, int? axes)
{
    public double[]? Scale { get; private set; }

    public double[] Shift { get; private set; } = new double[outputs];

    /// <summary>Gemm and Conv, fused or not, add a bias themselves, and Gemm multiplies by alpha before.</summary>
    /// <returns>The bias that is no constant for each output, to be subtracted as it is; null without.</returns>
    public string? AddOwnFactorAndBias(NodeProto node)
    {
        if (node.OpType is "Gemm" or "FusedGemm" && node.Number("alpha", 1) is var alpha && alpha != 1)
            Scale = [.. Enumerable.Repeat((double)alpha, outputs)];
        if (node.OpType is not ("Gemm" or "FusedGemm" or "Conv" or "FusedConv") || node.Input.Count < 3 || node.Input[2].Length == 0)
            return null;
        var beta = node.Number("beta", 1);
        if ((node.OpType is "Conv" or "FusedConv" ? Parameter(node.Input[2]) : Summand(node.Input[2])) is not { } bias)
            return node.Input[2];
        Shift = Array.ConvertAll(bias, value => value * beta);
        return null;
    }

    /// <summary>Goes through a node that adds a constant to each output, normalises with constants, or does nothing.</summary>
    public bool TryFollow(NodeProto node, int input)
    {
        switch (node.OpType)
        {
            case "Identity":
                return true;
            case "Add" when Summand(node.Input[1 - input]) is { } added:
                Apply(null, added);
                return true;
            case "BatchNormalization" when input == 0
                && node.Input.Skip(1).Select(Parameter).ToArray() is [{ } gamma, { } beta, { } mean, { } variance]:
                var epsilon = node.Number("epsilon", 1e-5f);
                var factor = gamma.Zip(variance, (g, v) => g / Math.Sqrt(v + epsilon)).ToArray();
                Apply(factor, [.. beta.Select((b, i) => b - (mean[i] * factor[i]))]);
                return factor.All(value => Math.Abs(value) > 1e-12);
            default:
                return false;
        }
    }

    /// <summary>A constant that an Add broadcasts, as one number for each output; null when it is computed,
    /// or differs along another axis.</summary>
    public double[]? Summand(string name)
    {
        if (DecodedConstant.Read(model, index, name) is not { } constant)
            return null;
        var behind = axes is { } rank ? rank - 2 : 0;
        var isAlongOutputs = constant.Rank > behind && constant.Shape[constant.Rank - 1 - behind] == constant.Count;
        return constant.Count == 1 || isAlongOutputs ? PerOutput(constant) : null;
    }

    /// <summary>A constant that a node reads as one number for each output.</summary>
    private double[]? Parameter(string name) => DecodedConstant.Read(model, index, name) is { } constant ? PerOutput(constant) : null;

    private double[]? PerOutput(Tensor constant)
    {
        var values = constant.ToFloats();
        return values.Length == outputs ? Array.ConvertAll(values, value => (double)value)
            : values.Length == 1 ? [.. Enumerable.Repeat((double)values[0], outputs)]
            : null;
    }

    private void Apply(double[]? factor, double[] added)
    {
        if (factor is not null)
        {
            Scale = Scale is null ? factor : [.. Scale.Zip(factor, (a, b) => a * b)];
            Shift = [.. Shift.Zip(factor, (a, b) => a * b)];
        }

        Shift = [.. Shift.Zip(added, (a, b) => a + b)];
    }
}
