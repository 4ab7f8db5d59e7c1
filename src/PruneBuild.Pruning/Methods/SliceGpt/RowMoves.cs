using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Methods.SliceGpt;

/// <summary>Nodes that move whole rows of features, and leave each row as it is.</summary>
internal static class RowMoves
{
    /// <summary>True when a node's first input and its output are rows of this width, and the node only rearranges or picks them.</summary>
    public static bool Is(NodeProto node, ShapeFacts facts, long width)
    {
        if (!OnnxDomains.IsDefault(node.Domain)
            || node.Input.Count == 0
            || facts.Find(node.Input[0]) is not { } from
            || facts.Find(node.Output[0]) is not { } to
            || from.Shape.Count == 0 || to.Shape.Count == 0 || from.Shape[^1] != width || to.Shape[^1] != width)
            return false;
        var last = from.Shape.Count - 1;
        return node.OpType switch
        {
            "Identity" or "Reshape" or "Unsqueeze" or "Squeeze" or "Dropout" => true,
            "Cast" => from.Type == to.Type,
            "Transpose" => node.Find("perm")?.Ints[^1] == last,
            "Gather" => (node.Integer("axis", 0) + last + 1) % (last + 1) != last,
            "Slice" => node.Input.Count > 3
                && facts.Find(node.Input[3])?.Integers is { } axes
                && axes.All(axis => (axis + last + 1) % (last + 1) != last),
            _ => false,
        };
    }
}
