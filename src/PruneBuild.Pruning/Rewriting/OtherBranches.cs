using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>A model whose every If takes the branch that it would not take: one input then shows both.</summary>
public static class OtherBranches
{
    /// <summary>The model with all conditions turned round; null when it has no If.</summary>
    public static OnnxModel? Of(OnnxModel model)
    {
        if (!GraphTree.Nodes(model.Graph).Any(IsIf))
            return null;
        var proto = model.Proto.Clone();
        var names = new UniqueNames(proto.Graph);
        foreach (var graph in GraphTree.Of(proto.Graph).ToArray())
        {
            foreach (var node in graph.Node.Where(IsIf).ToArray())
            {
                var turned = names.Next($"{node.Input[0]}_not");
                graph.Node.Insert(
                    graph.Node.IndexOf(node),
                    new NodeProto { OpType = "Not", Name = turned, Input = { node.Input[0] }, Output = { turned } });
                node.Input[0] = turned;
            }
        }

        return model.With(proto);
    }

    private static bool IsIf(NodeProto node) => node.OpType == "If" && OnnxDomains.IsDefault(node.Domain);
}
