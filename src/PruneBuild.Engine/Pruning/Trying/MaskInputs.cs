using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Trying;

/// <summary>A model whose masks are inputs: one session tries any number of masks.</summary>
internal static class MaskInputs
{
    /// <summary>The model with a factor, from an input of its own, on each edge from a group's tap to its consumer.</summary>
    public static OnnxModel Add(OnnxModel model, ShapeFacts facts, IReadOnlyList<PruneGroup> groups)
    {
        var proto = model.Proto.Clone();
        var nodes = proto.Graph.Node.Where(node => node.Output.Count > 0)
            .ToDictionary(node => node.Output.First(output => output.Length > 0));
        foreach (var (group, edge, consumer) in Edges(groups))
        {
            var (node, mask) = (nodes[consumer.Node], Name(group, edge));
            proto.Graph.Input.Add(ValueInfos.Tensor(mask, facts.Find(consumer.Tap)!.Type, facts.Find(consumer.Tap)!.Shape.Count));
            var masked = new NodeProto
            {
                OpType = "Mul", Name = $"{mask}/product", Input = { node.Input[consumer.Input], mask }, Output = { $"{mask}/product" },
            };
            proto.Graph.Node.Insert(proto.Graph.Node.IndexOf(node), masked);
            node.Input[consumer.Input] = masked.Output[0];
        }

        return model.With(proto);
    }

    /// <summary>The tensors of a mask.</summary>
    /// <param name="facts">Shapes of the model's values.</param>
    /// <param name="groups">As in <see cref="Add" />.</param>
    /// <param name="kept">For each group its units, true for those that stay.</param>
    public static IEnumerable<KeyValuePair<string, Tensor>> Feeds(
        ShapeFacts facts, IReadOnlyList<PruneGroup> groups, IReadOnlyList<bool[]> kept)
    {
        foreach (var (group, edge, consumer) in Edges(groups))
        {
            var factors = Enumerable.Repeat(1f, consumer.TapPattern.AxisSize).ToArray();
            foreach (var index in Enumerable.Range(0, kept[group].Length).Where(unit => !kept[group][unit])
                .SelectMany(consumer.TapPattern.Indices))
                factors[index] = 0;
            var fact = facts.Find(consumer.Tap)!;
            long[] shape = [.. Enumerable.Range(0, fact.Shape.Count).Select(axis => axis == consumer.TapAxis ? factors.Length : 1L)];
            yield return new(Name(group, edge), Tensor.OfFloats(fact.Type, factors, shape));
        }
    }

    private static IEnumerable<(int Group, int Edge, Consumer Consumer)> Edges(IReadOnlyList<PruneGroup> groups) =>
        groups.SelectMany((group, g) => group.Consumers.Select((consumer, edge) => (g, edge, consumer)));

    private static string Name(int group, int edge) => FormattableString.Invariant($"prunebuild.mask/{group}/{edge}");
}
