using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>Finds normalisations of the last axis: as one node, or in the parts that exporters write.</summary>
internal sealed class NormSearch(OnnxModel model, GraphIndex index, ShapeFacts facts)
{
    /// <summary>All of them, in the order of their nodes.</summary>
    public IReadOnlyList<StreamNorm> All() => [.. model.Graph.Node.Select(node => Whole(node) ?? InParts(node)).OfType<StreamNorm>()];

    private StreamNorm? Whole(NodeProto node)
    {
        var centres = node.OpType == "LayerNormalization";
        if (!OnnxDomains.IsDefault(node.Domain) || !(centres || node.OpType is "RMSNormalization" or "SimplifiedLayerNormalization"))
            return null;
        if (node.Output.Skip(1).Any(output => index.Uses(output).Count > 0) || facts.Find(node.Input[0]) is not { } x)
            return null;
        var axis = node.Integer("axis", -1);
        if ((axis < 0 ? axis + x.Shape.Count : axis) != x.Shape.Count - 1)
            return null;
        var (gain, shift) = (Vector(node, 1, x.Shape[^1]), Vector(node, 2, x.Shape[^1]));
        return gain is null || (node.Has(2) && shift is null)
            ? null
            : new StreamNorm(
                node.Input[0], node.Output[0], node, [node], centres,
                node.Number("epsilon", 1e-5f), gain, shift);
    }

    /// <summary>v/√(mean(v²) + ε) in parts, v = x or x − mean(x); a product with g and a sum with b may follow.</summary>
    private StreamNorm? InParts(NodeProto last)
    {
        if (Divided(last) is not var (value, root) || Is(root, "Sqrt") is not { } sqrt || Sum(sqrt.Input[0]) is not var (mean, epsilon)
            || Mean(mean) is not { } squares
            || Square(squares) is not { } square
            || square.Input[0] != value
            || facts.Find(value) is not { } fact)
            return null;
        var centre = Is(value, "Sub") is { } difference && Mean(difference.Input[1]) == difference.Input[0] ? difference : null;
        ValueList<NodeProto> readers = centre is null ? [square, last] : [centre, index.Producer(centre.Input[1])!];
        var norm = new StreamNorm(centre?.Input[0] ?? value, last.Output[0], last, readers, centre is not null, epsilon, null, null);
        norm = norm with { Output = Cast(norm.Output) };
        var scaled = Followed(norm, "Mul", fact.Shape[^1]) is var (product, gain)
            ? norm with { Output = product.Output[0], Gain = gain }
            : norm;
        var whole = Followed(scaled, "Add", fact.Shape[^1]) is var (sum, shift)
            ? scaled with { Output = sum.Output[0], Shift = shift }
            : scaled;
        return whole with { Last = index.Producer(whole.Output)! };
    }

    /// <summary>v and r of v/r, written as a quotient or as a product with 1/r.</summary>
    private (string Value, string Root)? Divided(NodeProto node)
    {
        if (node.OpType == "Div")
            return (node.Input[0], node.Input[1]);
        for (var i = 0; node.OpType == "Mul" && i < 2; i++)
        {
            if (index.Producer(node.Input[i]) is { OpType: "Reciprocal" } reciprocal)
                return (node.Input[1 - i], reciprocal.Input[0]);
            if (index.Producer(node.Input[i]) is { OpType: "Div" } quotient && Number(quotient.Input[0]) == 1)
                return (node.Input[1 - i], quotient.Input[1]);
        }

        return null;
    }

    private (string Value, float Number)? Sum(string value) => Is(value, "Add") is not { } sum ? null
        : Number(sum.Input[1]) is { } right ? (sum.Input[0], right)
        : Number(sum.Input[0]) is { } left ? (sum.Input[1], left)
        : null;

    /// <summary>What a mean over the last axis is taken of.</summary>
    private string? Mean(string value)
    {
        if (Is(value, "ReduceMean") is not { } mean || facts.Find(mean.Input[0]) is not { } fact)
            return null;
        var axes = mean.Find("axes")?.Ints.ToArray()
            ?? (mean.Has(1) ? facts.Find(mean.Input[1])?.Integers?.ToArray() : null);
        var keeps = mean.Integer("keepdims", 1) != 0;
        return keeps && axes is [var axis] && (axis < 0 ? axis + fact.Shape.Count : axis) == fact.Shape.Count - 1 ? mean.Input[0] : null;
    }

    private NodeProto? Square(string value) => index.Producer(value) switch
    {
        { OpType: "Pow" } power when Number(power.Input[1]) == 2 => power,
        { OpType: "Mul" } product when product.Input[0] == product.Input[1] => product,
        _ => null,
    };

    /// <summary>Past a cast to the type that the value has, which exporters write where mixed precision would change it.</summary>
    private string Cast(string value) =>
        index.Uses(value) is [{ Node: { OpType: "Cast" } cast }] && facts.Find(value)?.Type == facts.Find(cast.Output[0])?.Type
            ? cast.Output[0]
            : value;

    /// <summary>The node that alone reads a normalisation's output, when it combines it with a vector of the width.</summary>
    private (NodeProto Node, float[] Vector)? Followed(StreamNorm norm, string op, long width)
    {
        if (index.Uses(norm.Output) is not [{ Node: { } next, Input: >= 0 } use] || next.OpType != op)
            return null;
        return Vector(next, 1 - use.Input, width) is { } vector ? (next, vector) : null;
    }

    private float[]? Vector(NodeProto node, int input, long width) =>
        node.Has(input) && index.Constant(node.Input[input]) is { } constant && model.Read(constant) is { } tensor
        && tensor.Count == width && tensor.Shape[^1] == width ? tensor.ToFloats() : null;

    private float? Number(string value) =>
        index.Constant(value) is { } constant && model.Read(constant) is { Count: 1 } tensor ? tensor.ToFloats()[0] : null;

    private NodeProto? Is(string value, string op) => index.Producer(value) is { } node && node.OpType == op ? node : null;
}
