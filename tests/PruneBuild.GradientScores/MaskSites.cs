using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.GradientScores;

/// <summary>Names for the values at which masks sit.</summary>
internal static class MaskSites
{
    /// <summary>The nodes that multiply by a weight, through whatever turns or converts it on the way,
    /// with the weight's position.</summary>
    public static IReadOnlyList<(NodeProto Node, int Input)> Products(GraphIndex index, string weight)
    {
        var products = new List<(NodeProto, int)>();
        foreach (var use in index.Uses(weight).Where(use => use.Node is not null))
        {
            if (use.Node!.OpType is "Transpose" or "Identity" or "Cast" or "Reshape" or "DequantizeLinear")
                products.AddRange(Products(index, use.Node.Output[0]));
            else
                products.Add((use.Node, use.Input));
        }

        return products;
    }

    /// <summary>The model in which what enters a node has a name of its own.</summary>
    public static OnnxModel NameInput(OnnxModel model, NodeProto node, int input, string name)
    {
        var graph = model.Graph.Clone();
        var copy = graph.Node[model.Graph.Node.IndexOf(node)];
        graph.Node.Insert(
            graph.Node.IndexOf(copy), new NodeProto { OpType = "Identity", Name = name, Input = { copy.Input[input] }, Output = { name } });
        copy.Input[input] = name;
        var proto = model.Proto.Clone();
        proto.Graph = graph;
        return model.With(proto);
    }
}
