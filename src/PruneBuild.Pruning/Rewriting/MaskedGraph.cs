using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>A model in which units are silenced and not removed: what a cut model must agree with.</summary>
public static class MaskedGraph
{
    /// <summary>The model with the units' entries multiplied by zero where they enter each consumer of the group, and nowhere else.</summary>
    /// <param name="model">The model; other reads of a tap are left as they are.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    /// <param name="group">The group.</param>
    /// <param name="removedUnits">Units to silence; none leaves every result as it was, bit for bit.</param>
    /// <remarks>Several groups are masked one after the other; masks on one edge multiply.</remarks>
    public static OnnxModel Mask(OnnxModel model, ShapeFacts facts, PruneGroup group, IReadOnlyCollection<int> removedUnits)
    {
        var proto = model.Proto.Clone();
        var nodes = NodesByKey.Of(proto.Graph);
        foreach (var consumer in group.Consumers)
            MaskEdge(proto.Graph, nodes[consumer.Node], consumer, facts.Find(consumer.Tap)!, removedUnits);
        return model.With(proto);
    }

    private static void MaskEdge(
        GraphProto graph, NodeProto node, Consumer consumer, ValueFact tap, IReadOnlyCollection<int> removedUnits)
    {
        var factors = Enumerable.Repeat(1f, consumer.TapPattern.AxisSize).ToArray();
        foreach (var index in removedUnits.SelectMany(consumer.TapPattern.Indices))
            factors[index] = 0;
        var shape = Enumerable.Range(0, tap.Shape.Count).Select(axis => axis == consumer.TapAxis ? factors.Length : 1L).ToValueList();
        var mask = GraphPatch.FreshName(graph, $"{consumer.Tap}_mask");
        graph.Initializer.Add(TensorProtos.Create(mask, GraphPatch.Floats(tap.Type, factors, shape)));
        var masked = GraphPatch.FreshName(graph, $"{consumer.Tap}_masked");
        var multiplication = new NodeProto { OpType = "Mul", Name = masked, Input = { node.Input[consumer.Input], mask }, Output = { masked } };
        graph.Node.Insert(graph.Node.IndexOf(node), multiplication);
        node.Input[consumer.Input] = masked;
    }
}
