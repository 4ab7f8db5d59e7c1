using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Masks;

/// <summary>Weights that stay dense unless the manifest names them, for what they do in the graph:
/// the first convolution and the heads.</summary>
internal static class DefaultExclusions
{
    /// <summary>The weights with the reasons noted.</summary>
    /// <param name="index">The graph.</param>
    /// <param name="weights">Weights that masks know.</param>
    /// <param name="weighted">Nodes with weights, those that masks do not know too: see <see cref="WeightedNodes" />.</param>
    public static IEnumerable<MaskableWeight> Apply(GraphIndex index, IReadOnlyList<MaskableWeight> weights, IEnumerable<string> weighted)
    {
        var reach = weights.SelectMany(weight => weight.Nodes).Union(weighted).ToDictionary(node => node, node => Descendants(index, node));
        var first = weights.FirstOrDefault(weight => weight.IsConvolution);
        foreach (var weight in weights)
        {
            var isHead = weight.Operator != "Gather" && weight.Nodes.Any(node => IsHead(index, node, reach));
            var reason = weight == first && !reach.Any(other => other.Key != weight.Node && other.Value.Contains(weight.Node))
                ? "it is the first convolution"
                : isHead ? "it makes the model's answer" : null;
            if (isHead && weight.IsLookup)
                reason = "it is a lookup table and makes the model's answer as well";
            yield return weight with { Excluded = isHead ? reason : weight.Excluded ?? reason, IsHead = isHead };
        }
    }

    /// <summary>A node whose weight is a head feeds no other weight, and what it makes meets nothing else that the data
    /// decides on the way out.</summary>
    private static bool IsHead(GraphIndex index, string node, Dictionary<string, HashSet<string>> reach)
    {
        var after = reach[node];
        if (reach.Keys.Any(other => other != node && after.Contains(other)))
            return false;
        var own = after.Append(node).ToHashSet();
        return after.Select(index.Producer).OfType<Onnx.Proto.NodeProto>().All(reader => reader.Input.All(
            value => value.Length == 0 || own.Contains(value) || !reach.Any(other => other.Key == value || other.Value.Contains(value))));
    }

    /// <summary>Every value that is computed from one.</summary>
    private static HashSet<string> Descendants(GraphIndex index, string value)
    {
        var found = new HashSet<string>();
        var open = new Stack<string>([value]);
        while (open.TryPop(out var name))
        {
            foreach (var output in index.Uses(name).Where(use => use.Node is not null).SelectMany(use => use.Node!.Output))
            {
                if (output.Length > 0 && found.Add(output))
                    open.Push(output);
            }
        }

        return found;
    }
}
