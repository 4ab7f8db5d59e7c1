using System.Globalization;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Names that no value, node or body of a graph uses yet.</summary>
public sealed class UniqueNames
{
    private readonly HashSet<string> taken = [];

    /// <summary>Collects every name of a graph and of the bodies inside it.</summary>
    public UniqueNames(GraphProto graph) => Collect(graph);

    /// <summary>The wish itself when it is free, else the wish with the first free number; taken from then on.</summary>
    public string Next(string wish)
    {
        var name = wish;
        for (var i = 1; !taken.Add(name); i++)
            name = wish + "_" + i.ToString(CultureInfo.InvariantCulture);
        return name;
    }

    /// <summary>The wish itself, or with the first number, such that no name begins with it and a slash; taken from then on.</summary>
    public string NextPrefix(string wish)
    {
        var prefix = wish;
        for (var i = 1; taken.Any(name => name.StartsWith(prefix + "/", StringComparison.Ordinal)); i++)
            prefix = wish + "_" + i.ToString(CultureInfo.InvariantCulture);
        taken.Add(prefix + "/");
        return prefix;
    }

    private void Collect(GraphProto graph)
    {
        taken.UnionWith(graph.Input.Concat(graph.Output).Concat(graph.ValueInfo).Select(info => info.Name));
        taken.UnionWith(graph.Initializer.Select(tensor => tensor.Name));
        taken.UnionWith(graph.SparseInitializer.Select(tensor => tensor.Values?.Name ?? ""));
        foreach (var node in graph.Node)
        {
            taken.Add(node.Name);
            taken.UnionWith(node.Input);
            taken.UnionWith(node.Output);
            foreach (var body in SubgraphCaptures.Bodies(node))
                Collect(body);
        }
    }
}
