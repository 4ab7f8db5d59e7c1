using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>The order in which nodes can run. The format demands it of files; not every exporter obeys.</summary>
public static class TopologicalOrder
{
    /// <summary>True when every node comes after the nodes that make what it, or a body of it, reads.</summary>
    public static bool IsSorted(GraphProto graph)
    {
        var producers = Producers(graph);
        for (var i = 0; i < graph.Node.Count; i++)
        {
            if (Reads(graph.Node[i]).Any(value => producers.TryGetValue(value, out var producer) && producer >= i))
                return false;
        }
        return true;
    }

    /// <summary>The nodes sorted; among those that could come next, the first in the graph. Null when they form a cycle.</summary>
    public static IReadOnlyList<NodeProto>? Of(GraphProto graph)
    {
        var producers = Producers(graph);
        var readers = graph.Node.Select(_ => new List<int>()).ToArray();
        var missing = new int[graph.Node.Count];
        for (var i = 0; i < graph.Node.Count; i++)
        {
            foreach (var producer in Reads(graph.Node[i]).Where(producers.ContainsKey).Select(value => producers[value]).Distinct())
            {
                readers[producer].Add(i);
                missing[i]++;
            }
        }
        var ready = new PriorityQueue<int, int>(Enumerable.Range(0, missing.Length).Where(i => missing[i] == 0).Select(i => (i, i)));
        var sorted = new List<NodeProto>(missing.Length);
        while (ready.TryDequeue(out var next, out _))
        {
            sorted.Add(graph.Node[next]);
            foreach (var reader in readers[next].Where(reader => --missing[reader] == 0))
                ready.Enqueue(reader, reader);
        }
        return sorted.Count == missing.Length ? sorted : null;
    }

    /// <summary>The graph with its nodes sorted: the graph itself when they are; null when they form a cycle.</summary>
    public static GraphProto? Sort(GraphProto graph)
    {
        if (IsSorted(graph))
            return graph;
        if (Of(graph) is not { } nodes)
            return null;
        var sorted = Sharing.Copy(graph);
        Sharing.Replace(sorted.Node, nodes);
        return sorted;
    }

    private static IEnumerable<string> Reads(NodeProto node) => node.Input.Concat(SubgraphCaptures.Of(node));

    private static Dictionary<string, int> Producers(GraphProto graph)
    {
        var producers = new Dictionary<string, int>();
        for (var i = 0; i < graph.Node.Count; i++)
        {
            foreach (var output in graph.Node[i].Output.Where(output => output.Length > 0))
                producers.TryAdd(output, i);
        }
        return producers;
    }
}
