using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>
/// What the output of a consumer should be in the cut network, so that what leaves its block is what left it in the original.
/// </summary>
/// <param name="Teacher">The value to read in the original: the sum after the residual addition, or the consumer's own output.</param>
/// <param name="Residual">The value to subtract, read in the cut network: the other summand, drift included; null without a residual.</param>
/// <param name="Scale">Per output: the factor that lies between the consumer and the sum (a BatchNormalization, the alpha of a Gemm); null for one.</param>
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
        var path = new AffinePath(model, index, consumer.Outputs);
        path.AddOwnFactorAndBias(node);
        var own = new MatchTarget(consumer.Node, null, path.Scale, [.. path.Shift], consumer.Kind == ConsumerKind.Convolution);
        var value = consumer.Node;
        while (index.Uses(value) is [{ Node: { } reader, Input: >= 0 } use])
        {
            if (reader.OpType == "Add" && !path.IsVector(reader.Input[1 - use.Input]))
            {
                var residual = reader.Input[1 - use.Input];
                return index.Constant(residual) is null && !DependsOn(index, residual, consumer.Node)
                    ? own with { Teacher = reader.Output[0], Residual = residual, Scale = path.Scale, Shift = path.Shift }
                    : own;
            }

            if (!path.TryFollow(reader, use.Input))
                return own;
            value = reader.Output[0];
        }

        return own;
    }

    /// <summary>The other summand must not itself be computed from the consumer.</summary>
    private static bool DependsOn(GraphIndex index, string value, string node)
    {
        var seen = new HashSet<string>();
        var open = new Stack<string>([value]);
        while (open.TryPop(out var name))
        {
            if (!seen.Add(name) || index.Producer(name) is not { } producer)
                continue;
            if (producer.Output[0] == node)
                return true;
            foreach (var input in producer.Input)
                open.Push(input);
        }

        return false;
    }
}

/// <summary>The affine map, per output, that constants make between a consumer and a later value.</summary>
internal sealed class AffinePath(OnnxModel model, GraphIndex index, int outputs)
{
    public double[]? Scale { get; private set; }

    public double[] Shift { get; private set; } = new double[outputs];

    public bool IsVector(string name) => index.Constant(name) is { } constant && model.Read(constant).Count == outputs;

    /// <summary>Gemm and Conv, fused or not, add a bias themselves, and Gemm multiplies by alpha before.</summary>
    public void AddOwnFactorAndBias(NodeProto node)
    {
        if (node.OpType is "Gemm" or "FusedGemm" && node.Number("alpha", 1) is var alpha && alpha != 1)
            Scale = [.. Enumerable.Repeat((double)alpha, outputs)];
        if (node.OpType is not ("Gemm" or "FusedGemm" or "Conv" or "FusedConv") || node.Input.Count < 3 || !IsVector(node.Input[2]))
            return;
        var beta = node.Number("beta", 1);
        Shift = Array.ConvertAll(Vector(node.Input[2]), value => value * beta);
    }

    /// <summary>Goes through a node that adds a constant vector, normalises with constants, or does nothing.</summary>
    public bool TryFollow(NodeProto node, int input)
    {
        switch (node.OpType)
        {
            case "Identity":
                return true;
            case "Add" when IsVector(node.Input[1 - input]):
                Apply(null, Vector(node.Input[1 - input]));
                return true;
            case "BatchNormalization" when input == 0 && node.Input.Skip(1).All(IsVector):
                var (gamma, beta, mean, variance) = (Vector(node.Input[1]), Vector(node.Input[2]), Vector(node.Input[3]), Vector(node.Input[4]));
                var epsilon = node.Number("epsilon", 1e-5f);
                var factor = gamma.Zip(variance, (g, v) => g / Math.Sqrt(v + epsilon)).ToArray();
                Apply(factor, [.. beta.Select((b, i) => b - (mean[i] * factor[i]))]);
                return factor.All(value => Math.Abs(value) > 1e-12);
            default:
                return false;
        }
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

    private double[] Vector(string name) => Array.ConvertAll(model.Read(index.Constant(name)!).ToFloats(), value => (double)value);
}
