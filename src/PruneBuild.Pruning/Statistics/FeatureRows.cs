using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Nodes that lay values out as rows: one row for each token or position, one column for each feature or output.</summary>
/// <param name="writer">Where the nodes go.</param>
/// <param name="facts">Types and shapes of the model's values.</param>
/// <param name="positionStride">Of a convolution's positions, every so many become rows.</param>
internal sealed class FeatureRows(NodeWriter writer, ShapeFacts facts, int positionStride)
{
    /// <summary>What places windows; a fused convolution has an activation besides.</summary>
    private static readonly string[] windowAttributes = ["strides", "pads", "dilations", "auto_pad", "kernel_shape"];

    /// <summary>F, [rows, p]: features in the order of <see cref="Consumer.FeaturesOf" />.</summary>
    public string OfFeatures(Consumer consumer, NodeProto node)
    {
        var fact = facts.Find(consumer.Tap)!;
        var tap = writer.ToFloat(consumer.Tap, fact.Type);
        if (consumer.Experts is { } experts)
            return ExpertRows(tap, consumer, experts);
        return consumer.Kind == ConsumerKind.Convolution
            ? PositionRows(Windows(tap, consumer, node), consumer.Features)
            : AxisRows(tap, fact.Shape.Count, consumer.TapAxis, consumer.Features);
    }

    /// <summary>Z, [rows, o]: the rows of <see cref="OfFeatures" />, with the columns of the consumer's weight.</summary>
    public string OfTarget(Consumer consumer, string target)
    {
        var fact = facts.Find(consumer.Node)!;
        var value = writer.ToFloat(target, facts.Find(target)?.Type ?? fact.Type);
        if (consumer.Kind == ConsumerKind.Convolution)
            return PositionRows(value, consumer.Outputs);
        // W·x, with the weight on the left, has its outputs on the last axis but one.
        var weightOnTheLeft = consumer.Input == 1;
        return AxisRows(value, fact.Shape.Count, fact.Shape.Count - (weightOnTheLeft ? 2 : 1), consumer.Outputs);
    }

    /// <summary>Each row at the place of the expert that it goes to, zeros at those of all others.</summary>
    private string ExpertRows(string tap, Consumer consumer, ExpertStack experts)
    {
        var width = consumer.TapPattern.AxisSize;
        var unit = new float[experts.Count * experts.Count];
        for (var expert = 0; expert < experts.Count; expert++)
            unit[(expert * experts.Count) + expert] = 1;
        var chosen = writer.Add("Gather", [writer.Constant(Tensor.Of(unit, experts.Count, experts.Count)), experts.Choice]);
        var rows = consumer.TapAxis == 1 ? writer.Transpose(tap, 0, 2, 1) : tap;
        // [rows, vectors, 1, features] · [rows, 1, experts, 1]
        var spread = writer.Add("Mul", [writer.Reshape(rows, 0, 0, 1, width), writer.Reshape(chosen, 0, 1, experts.Count, 1)]);
        return writer.Reshape(spread, -1, consumer.Features);
    }

    private string AxisRows(string value, int rank, int axis, int width)
    {
        var others = Enumerable.Range(0, rank).Where(i => i != axis);
        return writer.Reshape(writer.Transpose(value, [.. others, axis]), -1, width);
    }

    private string PositionRows(string value, int width)
    {
        var flat = writer.Reshape(value, 0, width, -1);
        if (positionStride > 1 && writer.Opset >= 10)
            flat = writer.Slice(flat, 2, 0, long.MaxValue, positionStride);
        return writer.Reshape(writer.Transpose(flat, 0, 2, 1), -1, width);
    }

    /// <summary>Each channel's window at each position, [batch, channels·window, positions…], cut out by a grouped Conv whose kernels have
    /// a single 1: it honours strides, pads and dilations just as the consumer does.</summary>
    private string Windows(string tap, Consumer consumer, NodeProto node)
    {
        var window = Window(facts, consumer, node);
        var attributes = node.Attribute.Where(attribute => windowAttributes.Contains(attribute.Name)).ToList();
        if (consumer.PerIndex == 1 && attributes.All(LeavesPointsAlone))
            return tap;
        var channels = consumer.TapPattern.AxisSize;
        var kernels = new float[channels * consumer.PerIndex * consumer.PerIndex];
        for (var kernel = 0; kernel < channels * consumer.PerIndex; kernel++)
            kernels[(kernel * consumer.PerIndex) + (kernel % consumer.PerIndex)] = 1;
        var weight = writer.Constant(Tensor.Of(kernels, [channels * consumer.PerIndex, 1, .. window]));
        return writer.Add("Conv", [tap, weight], [.. attributes, NodeWriter.Attribute("group", channels)]);
    }

    /// <summary>Spatial sizes of a convolution's kernel.</summary>
    public static long[] Window(ShapeFacts facts, Consumer consumer, NodeProto node)
    {
        // A cut may have given the node a copy of its weight, which the facts do not know.
        var weight = facts.Find(node.Input[1]) ?? facts.Find(consumer.Weight!)!;
        return [.. weight.Shape.Skip(2)];
    }

    // A kernel of one point with strides of 1 and no padding reads the tap as it is.
    private static bool LeavesPointsAlone(AttributeProto attribute) => attribute.Name switch
    {
        "strides" => attribute.Ints.All(stride => stride == 1),
        "pads" => attribute.Ints.All(pad => pad == 0),
        _ => true,
    };
}
