using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>Operators of ONNX Runtime that unpack a weight of a few bits themselves: several of its elements share a byte.</summary>
internal static class PackedProducts
{
    /// <summary>Bits of one element of the weight that a node unpacks; null for a node that unpacks none.</summary>
    public static long? Bits(NodeProto node) => node.OpType switch
    {
        "MatMulNBits" or "GatherBlockQuantized" => node.Integer("bits", 4),
        "MatMulBnb4" => 4,
        _ => null,
    };

    /// <summary>True for an input that says how to unpack the weight, such as its scales, and is no weight itself.</summary>
    public static bool IsScale(NodeProto node, int input) => input >= 2 && Bits(node) is not null;

    /// <summary>How many elements a weight has.</summary>
    /// <param name="node">The node that reads it.</param>
    /// <param name="stored">Elements of the constant: bytes where the weight is packed.</param>
    public static long Elements(NodeProto node, long stored) => Bits(node) switch
    {
        null => stored,
        _ when node.Integer("K", 0) * node.Integer("N", 0) is > 0 and var elements => elements,
        var bits => stored * 8 / bits.Value,
    };
}
