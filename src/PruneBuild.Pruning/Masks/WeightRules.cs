using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Masks;

/// <summary>How each operator multiplies by its weight.</summary>
internal static class WeightRules
{
    /// <summary>The product that an input of a node is the weight of; null when it is none that masks know.</summary>
    public static WeightProduct? Read(ShapeFacts facts, NodeProto node, int input, ValueList<long> shape) => (node.OpType, input) switch
    {
        ("MatMul" or "FusedMatMul", 1) when node.Integer("transBatchA", 0) == 0 && node.Integer("transBatchB", 0) == 0 =>
            RightFactor(facts, node, shape, node.Integer("transB", 0) != 0),
        ("MatMul", 0) when shape.Count == 2 => LeftFactor(facts, node, shape),
        ("Gemm", 1) when shape.Count == 2 => RightFactor(facts, node, shape, node.Integer("transB", 0) != 0),
        ("Conv" or "FusedConv", 1) => Convolution(facts, node, shape),
        ("ConvTranspose", 1) when node.Integer("group", 1) == 1 => Transposed(facts, node, shape),
        ("Attention", 1) when node.Domain == "com.microsoft" && shape.Count == 2 => RightFactor(facts, node, shape, transposed: false),
        ("LSTM" or "GRU" or "RNN", 1) => Recurrence(facts, node, shape),
        ("LSTM" or "GRU" or "RNN", 2) => new WeightProduct(
            new WeightLayout(true, (int)shape[0], (int)shape[2], (int)shape[1]), null, 0, null, ".recurrent"),
        ("Gather", 0) when shape.Count == 2 => new WeightProduct(
            new WeightLayout(true, 1, (int)shape[1], (int)shape[0]), null, 0, "it is a lookup table", ""),
        _ => null,
    };

    /// <summary>Why an input is not a weight that masks know.</summary>
    public static string WhyNot(NodeProto node, int input) => node.OpType switch
    {
        "MatMul" or "FusedMatMul" or "Gemm" => "it is batched in a way that is not known, or the left operand of such a product",
        "ConvTranspose" => "transposed convolutions in groups are not known",
        "Add" or "Sub" or "Mul" or "Div" or "Where" or "Pow" => $"{node.OpType} applies it element by element: it is no matrix",
        "Gather" => "it is a lookup table of more than two axes",
        _ => $"input {input} of {node.OpType} is not known as a matrix of weights",
    };

    private static WeightProduct? RightFactor(ShapeFacts facts, NodeProto node, ValueList<long> shape, bool transposed)
    {
        var (rows, columns) = ((int)shape[^2], (int)shape[^1]);
        var parts = (int)shape.Take(shape.Count - 2).Aggregate(1L, (count, size) => count * size);
        var (features, outputs) = transposed ? (columns, rows) : (rows, columns);
        var layout = new WeightLayout(transposed, parts, features, outputs);
        var rank = facts.Find(node.Input[0])?.Shape.Count;
        // A batch of matrices meets a batch of activations: each would need a Gram matrix of its own.
        var axis = node.OpType != "Attention" && node.Integer("transA", 0) != 0 ? 2 : 1;
        var inputs = parts > 1 || rank is null || rank < axis ? null : Linear(node, 0, rank.Value - axis, features, outputs, transposed);
        return new WeightProduct(layout, inputs, 0, null, "");
    }

    private static WeightProduct? LeftFactor(ShapeFacts facts, NodeProto node, ValueList<long> shape)
    {
        var rank = facts.Find(node.Input[1])?.Shape.Count;
        var (outputs, features) = ((int)shape[0], (int)shape[1]);
        return new WeightProduct(
            new WeightLayout(true, 1, features, outputs),
            rank is null or < 2 ? null : Linear(node, 1, rank.Value - 2, features, outputs, true), 0, null, "");
    }

    private static WeightProduct Convolution(ShapeFacts facts, NodeProto node, ValueList<long> shape)
    {
        var groups = (int)node.Integer("group", 1);
        var window = (int)shape.Skip(2).Aggregate(1L, (count, size) => count * size);
        var (outputs, channels) = ((int)shape[0], (int)shape[1]);
        var inputs = facts.Find(node.Input[0]) is null ? null : new Consumer(
            node.Output[0], 0, node.Input[0], 1, AxisPattern.Whole(channels * groups),
            ConsumerKind.Convolution, null, true, outputs, window);
        return new WeightProduct(
            new WeightLayout(true, groups, channels * window, outputs / groups, window), inputs, groups > 1 ? channels * window : 0,
            groups > 1 && channels == 1 ? "depth-wise convolutions have few weights, and each matters" : null, "");
    }

    private static WeightProduct Transposed(ShapeFacts facts, NodeProto node, ValueList<long> shape)
    {
        var (channels, outputs) = ((int)shape[0], (int)shape.Skip(1).Aggregate(1L, (count, size) => count * size));
        return new WeightProduct(
            new WeightLayout(false, 1, channels, outputs),
            facts.Find(node.Input[0]) is null ? null : Linear(node, 0, 1, channels, outputs, false), 0, null, "");
    }

    private static WeightProduct Recurrence(ShapeFacts facts, NodeProto node, ValueList<long> shape)
    {
        var (outputs, features) = ((int)shape[1], (int)shape[2]);
        return new WeightProduct(
            new WeightLayout(true, (int)shape[0], features, outputs),
            facts.Find(node.Input[0]) is null ? null : Linear(node, 0, 2, features, outputs, true), 0, null, ".input");
    }

    private static Consumer Linear(NodeProto node, int tap, int axis, int features, int outputs, bool outputsFirst) => new(
        node.Output.First(output => output.Length > 0), tap, node.Input[tap], axis, AxisPattern.Whole(features), ConsumerKind.Linear,
        null, outputsFirst, outputs, 1);
}

/// <summary>A product with a weight.</summary>
/// <param name="Layout">How the weight's elements are matrices.</param>
/// <param name="Inputs">What enters; null when it is no value of the graph.</param>
/// <param name="PartStride">See <see cref="MaskableWeight" />.</param>
/// <param name="Excluded">Why it stays dense by default.</param>
/// <param name="Suffix">What tells it from other weights of its node.</param>
internal sealed record WeightProduct(WeightLayout Layout, Consumer? Inputs, int PartStride, string? Excluded, string Suffix);
