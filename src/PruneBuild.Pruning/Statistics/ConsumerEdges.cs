using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Names for what enters a consumer, so that its gradient is the one through this consumer only.</summary>
internal static class ConsumerEdges
{
    /// <summary>The name of the value that enters a consumer.</summary>
    public static string NameOf(Consumer consumer) => $"prunebuild.edge/{consumer.Input}/{consumer.Node}";

    /// <summary>The model with an Identity before each consumer that has none yet, and the facts with the new values.</summary>
    public static (OnnxModel Model, ShapeFacts Facts) Name(OnnxModel model, ShapeFacts facts, IEnumerable<Consumer> consumers)
    {
        var proto = model.Proto.Clone();
        var nodes = NodesByKey.Of(proto.Graph);
        var named = proto.Graph.Node.SelectMany(node => node.Output).ToHashSet();
        var known = facts.Values.ToDictionary();
        foreach (var consumer in consumers)
        {
            known.TryAdd(NameOf(consumer), facts.Find(consumer.Tap)!);
            if (!named.Add(NameOf(consumer)))
                continue;
            var (node, edge) = (nodes[consumer.Node], NameOf(consumer));
            proto.Graph.Node.Insert(
                proto.Graph.Node.IndexOf(node),
                new NodeProto { OpType = "Identity", Name = edge, Input = { node.Input[consumer.Input] }, Output = { edge } });
            node.Input[consumer.Input] = edge;
        }

        return (model.With(proto), new ShapeFacts(known));
    }
}
