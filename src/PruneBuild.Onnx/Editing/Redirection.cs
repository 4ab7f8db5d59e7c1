using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Editing;

/// <summary>Nodes that read one value in place of another.</summary>
internal static class Redirection
{
    /// <summary>The node, or a copy in which inputs and bodies read the replacement.</summary>
    public static NodeProto In(NodeProto node, string value, string replacement)
    {
        if (!node.Input.Contains(value) && !SubgraphCaptures.Of(node).Contains(value))
            return node;
        var edited = node.Clone();
        Edit(edited, value, replacement);
        return edited;
    }

    private static void Edit(NodeProto node, string value, string replacement)
    {
        for (var i = 0; i < node.Input.Count; i++)
            node.Input[i] = node.Input[i] == value ? replacement : node.Input[i];
        foreach (var body in SubgraphCaptures.Bodies(node).Where(body => SubgraphCaptures.Of(body).Contains(value)))
        {
            foreach (var inner in body.Node)
                Edit(inner, value, replacement);
            foreach (var output in body.Output.Where(output => output.Name == value))
                output.Name = replacement;
        }
    }
}
