using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
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
    public static OnnxModel Mask(OnnxModel model, ShapeFacts facts, PruneGroup group, IReadOnlyCollection<int> removedUnits) =>
        Mask(model, facts, [(group, removedUnits)]);

    /// <summary>The same for several groups at once, in time linear in the model and its masks;
    /// masks on one edge follow each other.</summary>
    public static OnnxModel Mask(
        OnnxModel model, ShapeFacts facts, IEnumerable<(PruneGroup Group, IReadOnlyCollection<int> RemovedUnits)> groups)
    {
        var proto = model.Proto.Clone();
        var edges = new MaskWriter(proto.Graph);
        foreach (var (group, removedUnits) in groups)
        {
            foreach (var consumer in group.Consumers)
                edges.Mask(consumer, facts.Find(consumer.Tap)!, removedUnits);
        }

        edges.Place();
        return model.With(proto);
    }

    /// <summary>Collects masks and the nodes that apply them.</summary>
    private sealed class MaskWriter(GraphProto graph)
    {
        private readonly GraphIndex index = GraphIndex.Deep(graph);
        private readonly UniqueNames names = new(graph);
        private readonly Dictionary<NodeProto, List<NodeProto>> before = new(ReferenceEqualityComparer.Instance);

        public void Mask(Consumer consumer, ValueFact tap, IReadOnlyCollection<int> removedUnits)
        {
            var keeps = Enumerable.Repeat(true, consumer.TapPattern.AxisSize).ToArray();
            foreach (var removed in removedUnits.SelectMany(consumer.TapPattern.Indices))
                keeps[removed] = false;
            var shape = Enumerable.Range(0, tap.Shape.Count).Select(axis => axis == consumer.TapAxis ? keeps.Length : 1L).ToValueList();
            // Of units that are gone no scale is made either.
            var (reader, input, type) = index.Producer(consumer.Tap) is { OpType: "DynamicQuantizeLinear" } quantizer
                ? (quantizer, 0, ElementType.Float)
                : (index.Producer(consumer.Node)!, consumer.Input, tap.Type);
            var value = reader.Input[input];
            reader.Input[input] = type.IsFloat()
                ? Multiplied(reader, consumer, value, GraphPatch.Floats(type, Array.ConvertAll(keeps, keep => keep ? 1f : 0), shape))
                : Replaced(
                    reader, consumer, value, type,
                    Tensor.Of(ElementType.Bool, Array.ConvertAll(keeps, keep => (byte)(keep ? 1 : 0)), shape.Span));
        }

        /// <summary>Puts the new nodes before the nodes that read them.</summary>
        public void Place()
        {
            foreach (var part in GraphTree.Of(graph).ToArray())
            {
                var placed = part.Node.SelectMany(node => before.TryGetValue(node, out var masks) ? masks.Append(node) : [node]).ToArray();
                part.Node.Clear();
                part.Node.AddRange(placed);
            }
        }

        /// <summary>The tap times one or zero.</summary>
        private string Multiplied(NodeProto reader, Consumer consumer, string value, Tensor mask) =>
            Add(reader, consumer, "Mul", [value, Constant(consumer, mask)]);

        /// <summary>The tap, or where units are removed the integer that means zero. Few integer types have a Where: 32 bits do.</summary>
        private string Replaced(NodeProto reader, Consumer consumer, string value, ElementType type, Tensor mask)
        {
            var zero = consumer.Zero is { } name
                ? Cast(reader, consumer, name, ElementType.Int32)
                : Constant(consumer, Tensor.Scalar(ElementType.Int32, 0));
            var wide = Cast(reader, consumer, value, ElementType.Int32);
            return Cast(reader, consumer, Add(reader, consumer, "Where", [Constant(consumer, mask), wide, zero]), type);
        }

        private string Cast(NodeProto reader, Consumer consumer, string value, ElementType type) =>
            Add(reader, consumer, "Cast", [value], NodeWriter.Attribute("to", (int)type));

        private string Constant(Consumer consumer, Tensor tensor)
        {
            var name = names.Next($"{consumer.Tap}_mask");
            graph.Initializer.Add(TensorProtos.Create(name, tensor));
            return name;
        }

        private string Add(NodeProto reader, Consumer consumer, string op, string[] inputs, params AttributeProto[] attributes)
        {
            var output = names.Next($"{consumer.Tap}_masked");
            if (!before.TryGetValue(reader, out var list))
                before[reader] = list = [];
            list.Add(new NodeProto { OpType = op, Name = output, Input = { inputs }, Output = { output }, Attribute = { attributes } });
            return output;
        }
    }
}
