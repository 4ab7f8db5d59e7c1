using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>Has reshapes copy the sizes that the graph computes for them: [batch, length, 12, 32] becomes the constant [0, 0, 12, 32], and
/// the nodes that computed it go.</summary>
/// <remarks>Of a small model at batch 1 the arithmetic of shapes is a tenth of all work.</remarks>
internal sealed class CopiedSizes
{
    private const long Copied = 0, Inferred = -1;

    private readonly OnnxModel model;
    private readonly GraphIndex index;
    private readonly ShapeFacts[] runs;

    private CopiedSizes(OnnxModel model, ShapeFacts[] runs) => (this.model, this.runs, index) = (model, runs, new GraphIndex(model.Graph));

    /// <summary>The model with constants where reshapes can copy.</summary>
    /// <param name="model">The model; no size depends on the elements of its inputs.</param>
    /// <param name="runs">What runs on samples of different sizes showed. Sizes are the same where they were
    /// the same in all of them.</param>
    public static OnnxModel Settle(OnnxModel model, params ShapeFacts[] runs)
    {
        var sizes = new CopiedSizes(model, runs);
        var targets = model.Graph.Node.Select(sizes.Target).ToArray();
        if (targets.All(target => target is null))
            return model;
        var graph = model.Graph.Clone();
        var writer = new NodeWriter(graph, model.Opset(), new UniqueNames(graph).NextPrefix("prunebuild.sizes"));
        foreach (var (node, target) in graph.Node.Zip(targets).Where(pair => pair.Second is not null))
            node.Input[1] = writer.Integers(target!);
        return model.WithGraph(GraphEdits.RemoveDead(graph));
    }

    /// <summary>What a reshape's sizes are as a constant; null for other nodes, constants, and what cannot be copied.</summary>
    private long[]? Target(NodeProto node)
    {
        if (node.OpType != "Reshape" || !OnnxDomains.IsDefault(node.Domain) || index.Constant(node.Input[1]) is not null
            || node.Attribute.Any(attribute => attribute is { Name: "allowzero", I: not 0 }) || Elements(node.Input[1]) is not { } elements)
            return null;
        long[] target = [.. elements.Select(
            (element, axis) => element.Value is null ? element.Constant : IsCopy(element, node.Input[0], axis) ? Copied : Inferred)];
        return target.Count(size => size == Inferred) > 1 ? null : target;
    }

    /// <summary>Whether an axis of the reshaped value has the size in every run, and not the same size in all.</summary>
    private bool IsCopy(Element element, string data, int axis)
    {
        var own = runs.Select(run => run.Find(data)?.Shape.Skip(axis).Cast<long?>().FirstOrDefault()).ToArray();
        return own.Distinct().Count() > 1
            && own.SequenceEqual(runs.Select(run => run.Find(element.Value!)?.Shape.Skip(element.Axis).Cast<long?>().FirstOrDefault()));
    }

    /// <summary>The elements of a vector, or the one of a scalar, of constants and of sizes of values;
    /// null where anything else is computed.</summary>
    private Element[]? Elements(string value)
    {
        if (index.Constant(value) is { } constant)
            return model.Read(constant) is { Type: ElementType.Int64, Rank: < 2 } tensor
                ? [.. tensor.ToInt64s().Select(size => new Element(size, null, 0))]
                : null;
        if (index.Producer(value) is not { } node || !OnnxDomains.IsDefault(node.Domain))
            return null;
        return node.OpType switch
        {
            "Shape" when node.Attribute.Count == 0 && runs[0].Find(node.Input[0]) is { } fact =>
                [.. Enumerable.Range(0, fact.Shape.Count).Select(axis => new Element(0, node.Input[0], axis))],
            "Identity" or "Unsqueeze" or "Squeeze" => Elements(node.Input[0]) is { Length: 1 } single ? single : null,
            "Concat" when node.Input.Select(Elements).ToArray() is var parts && parts.All(part => part is not null) =>
                [.. parts.SelectMany(part => part!)],
            "Gather" when Elements(node.Input[0]) is { } from
                && Elements(node.Input[1]) is { } picked
                && picked.All(place => place.IsIndexOf(from)) =>
                [.. picked.Select(place => from[place.Constant < 0 ? place.Constant + from.Length : place.Constant])],
            "Slice" when Elements(node.Input[0]) is { } whole && Bounds(node) is [var start, var end] =>
                start < end ? whole[(int)Math.Min(start, whole.Length)..(int)Math.Min(end, whole.Length)] : [],
            _ => null,
        };
    }

    /// <summary>Start and end of a slice of a vector, counted from its front in steps of one; null for others.</summary>
    private long[]? Bounds(NodeProto node)
    {
        long?[] numbers = [.. node.Input.Skip(1).Select(input => Elements(input) is [{ Value: null } only] ? only.Constant : (long?)null)];
        return numbers is [>= 0, >= 0] or [>= 0, >= 0, 0] or [>= 0, >= 0, 0, 1] ? [numbers[0]!.Value, numbers[1]!.Value] : null;
    }

    /// <summary>One element.</summary>
    /// <param name="Constant">Its number, when no value is named.</param>
    /// <param name="Value">The value that it is a size of; null for a constant.</param>
    /// <param name="Axis">The axis of that size.</param>
    private sealed record Element(long Constant, string? Value, int Axis)
    {
        public bool IsIndexOf(Element[] elements) => Value is null && Constant >= -elements.Length && Constant < elements.Length;
    }
}
