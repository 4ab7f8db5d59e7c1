using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>
/// ONNX Runtime's normalisations that sum first, (x + bias) + skip: taken apart while a model is worked on, so that the sums of its
/// residual stream are nodes like those of any other model, and fused again when it ships.
/// </summary>
/// <remarks>In the main graph. Microsoft's SkipLayerNormalization (x, skip, scale, shift, bias) and SkipSimplifiedLayerNormalization (x,
/// skip, scale, bias); output 3 is the sum.</remarks>
public static class SkipNormalizations
{
    private const string Domain = "com.microsoft";
    private const float Epsilon = 1e-12f;
    private const int Sum = 3;

    /// <summary>The model with an addition and a LayerNormalization or SimplifiedLayerNormalization in place of each; the model itself when
    /// it has none. ONNX Runtime runs both under any opset.</summary>
    public static OnnxModel Apart(OnnxModel model) => NodeParts.Apart(model, IsFused, Parts);

    /// <summary>The model with those normalisations fused that a model before it had fused. One whose sum is gone, as that of a branch that
    /// was dropped, or of a constant that such a branch leaves, stays as it is.</summary>
    /// <param name="model">The model.</param>
    /// <param name="before">The model that was taken apart.</param>
    public static OnnxModel Again(OnnxModel model, OnnxModel before) => NodeParts.Again(model, before, IsFused, Fuse);

    /// <summary>Mean and deviation (outputs 1 and 2) are for training; nodes that give them stay.</summary>
    private static bool IsFused(NodeProto node) =>
        node is { Domain: Domain, OpType: "SkipLayerNormalization" or "SkipSimplifiedLayerNormalization" }
        && node.Output.Count > 0 && node.Output[0].Length > 0 && node.Output.Skip(1).Take(Sum - 1).All(name => name.Length == 0);

    private static string Plain(NodeProto fused) => fused.OpType["Skip".Length..];

    /// <summary>Position of the bias among the inputs: behind the shift, where there can be one.</summary>
    private static int Bias(NodeProto fused) => fused.OpType == "SkipLayerNormalization" ? 4 : 3;

    private static IEnumerable<NodeProto> Parts(NodeProto node, UniqueNames names)
    {
        var x = node.Input[0];
        if (node.Given(Bias(node)) is { } bias)
        {
            var biased = names.Next($"{node.Output[0]}_biased");
            yield return NodeParts.Sum(biased, x, bias, biased);
            x = biased;
        }

        var sum = node.Output.Count > Sum && node.Output[Sum].Length > 0 ? node.Output[Sum] : names.Next($"{node.Output[0]}_sum");
        yield return NodeParts.Sum(names.Next($"{node.Name}_sum"), x, node.Input[1], sum);
        var plain = new NodeProto
        {
            OpType = Plain(node), Name = node.Name, Input = { sum, node.Input[2] }, Output = { node.Output[0] },
            Attribute = { NodeWriter.Attribute("axis", -1L), NodeWriter.Attribute("epsilon", node.Number("epsilon", Epsilon)) },
        };
        if (Bias(node) == 4 && node.Given(3) is { } shift)
            plain.Input.Add(shift);
        yield return plain;
    }

    private static NodeProto? Fuse(NodeProto plain, NodeProto fused, Refusion parts)
    {
        var index = parts.Index;
        if (plain.OpType != Plain(fused) || index.Producer(plain.Input[0]) is not { OpType: "Add" } sum || parts.Gone.Contains(sum)
            || sum.Input.Any(summand => index.Constant(summand) is not null)
            || index.Uses(sum.Output[0]).Any(use => use.Node is { } reader && reader != plain && !parts.Behind.Contains(reader)))
            return null;
        var (x, bias) = (sum.Input[0], (string?)null);
        if (index.Producer(x) is { OpType: "Add" } biased && index.Uses(x).Count == 1 && fused.Given(Bias(fused)) is not null
            && index.Constant(biased.Input[1]) is { Dims: [> 1] })
        {
            (x, bias) = (biased.Input[0], biased.Input[1]);
            parts.Gone.Add(biased);
        }

        parts.Gone.Add(sum);
        var whole = fused.Clone();
        string?[] inputs = Bias(fused) == 4
            ? [x, sum.Input[1], plain.Input[1], plain.Given(2), bias]
            : [x, sum.Input[1], plain.Input[1], bias];
        whole.Input.Clear();
        whole.Input.Add(inputs.Select(input => input ?? ""));
        while (whole.Input[^1].Length == 0)
            whole.Input.RemoveAt(whole.Input.Count - 1);
        if (index.Uses(sum.Output[0]).Count > 1)
        {
            while (whole.Output.Count <= Sum)
                whole.Output.Add("");
            whole.Output[Sum] = sum.Output[0];
        }

        return whole;
    }
}
