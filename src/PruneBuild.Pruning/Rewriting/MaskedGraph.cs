using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>A model in which units are silenced and not removed: what a cut model must agree with.</summary>
public static class MaskedGraph
{
    /// <summary>The model with the units' entries made zero where they enter each consumer of the group, and nowhere else.</summary>
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
        var keeps = Enumerable.Repeat(true, consumer.TapPattern.AxisSize).ToArray();
        foreach (var index in removedUnits.SelectMany(consumer.TapPattern.Indices))
            keeps[index] = false;
        var shape = Enumerable.Range(0, tap.Shape.Count).Select(axis => axis == consumer.TapAxis ? keeps.Length : 1L).ToValueList();
        var edge = new Edge(graph, node, consumer, shape);
        node.Input[consumer.Input] = IsFloat(tap.Type) ? edge.Multiplied(tap.Type, keeps) : edge.Replaced(tap.Type, keeps);
    }

    private static bool IsFloat(ElementType type) =>
        type is ElementType.Float or ElementType.Double or ElementType.Float16 or ElementType.BFloat16;

    /// <summary>An edge to mask.</summary>
    private sealed record Edge(GraphProto Graph, NodeProto Reader, Consumer Consumer, ValueList<long> MaskShape)
    {
        /// <summary>The tap times one or zero.</summary>
        public string Multiplied(ElementType type, bool[] keeps) =>
            Insert("Mul", [Reader.Input[Consumer.Input], Constant(GraphPatch.Floats(type, Array.ConvertAll(keeps, keep => keep ? 1f : 0), MaskShape))]);

        /// <summary>The tap, or where units are removed the integer that means zero. Few integer types have a Where: 32 bits do.</summary>
        public string Replaced(ElementType type, bool[] keeps)
        {
            var mask = Constant(Tensor.Of(ElementType.Bool, Array.ConvertAll(keeps, keep => (byte)(keep ? 1 : 0)), MaskShape.Span));
            var zero = Consumer.Zero is { } name ? Cast(name, ElementType.Int32) : Constant(Tensor.Scalar(ElementType.Int32, 0));
            return Cast(Insert("Where", [mask, Cast(Reader.Input[Consumer.Input], ElementType.Int32), zero]), type);
        }

        private string Cast(string value, ElementType type) => Insert(
            "Cast", [value], new AttributeProto { Name = "to", Type = AttributeProto.Types.AttributeType.Int, I = (int)type });

        private string Constant(Tensor tensor)
        {
            var name = GraphPatch.FreshName(Graph, $"{Consumer.Tap}_mask");
            Graph.Initializer.Add(TensorProtos.Create(name, tensor));
            return name;
        }

        private string Insert(string op, string[] inputs, params AttributeProto[] attributes)
        {
            var output = GraphPatch.FreshName(Graph, $"{Consumer.Tap}_masked");
            Graph.Node.Insert(
                Graph.Node.IndexOf(Reader), new NodeProto { OpType = op, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } });
            return output;
        }
    }
}
