using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Inference.Probing;

/// <summary>One cache that an attention operator reads.</summary>
/// <param name="Value">The value that it reads.</param>
/// <param name="LengthAxis">The axis of earlier positions.</param>
/// <param name="Sizes">What the operator fixes; zero where that is unknown.</param>
internal sealed record CacheRead(string Value, int LengthAxis, ValueList<(int Axis, long Size)> Sizes)
{
    /// <summary>True for GroupQueryAttention of ONNX Runtime.</summary>
    public static bool IsGrouped(NodeProto node) => node is { Domain: "com.microsoft", OpType: "GroupQueryAttention" };

    /// <summary>The caches of a node; none for operators that have none.</summary>
    public static IEnumerable<CacheRead> Of(NodeProto node, ValueWidths widths) => (node.Domain, node.OpType) switch
    {
        ("com.microsoft", "GroupQueryAttention") => Grouped(node, widths, node.Integer("num_heads", 0), node.Integer("kv_num_heads", 0)),
        ("com.microsoft", "MultiHeadAttention") when node.Integer("num_heads", 0) is var heads =>
            Separate(
                node, 6, heads, node.Has(1) ? Share(widths, node, 0, heads) : 0,
                node.Has(2) ? Share(widths, node, 2, heads) : 0),
        ("com.microsoft", "Attention") => Joint(node, widths, node.Integer("num_heads", 0)),
        ("" or "ai.onnx", "Attention") when node.Integer("kv_num_heads", 0) is var heads && node.Input.Count > 2 =>
            Separate(node, 4, heads, Share(widths, node, 0, node.Integer("q_num_heads", 1)), Share(widths, node, 2, Math.Max(1, heads))),
        _ => [],
    };

    private static IEnumerable<CacheRead> Grouped(NodeProto node, ValueWidths widths, long heads, long shared)
    {
        var head = Share(widths, node, 0, node.Has(1) ? heads : heads + (2 * shared));
        // A table of cosines has one for each pair of numbers of a head, unless only some are turned.
        if (head == 0 && node.Has(7) && node.Integer("rotary_embedding_dim", 0) == 0)
            head = 2 * (widths.Of(node.Input[7]) ?? 0);
        return Separate(node, 3, shared, head, head);
    }

    private static IEnumerable<CacheRead> Separate(NodeProto node, int first, long heads, long key, long value) =>
    [
        .. node.Has(first) ? [new(node.Input[first], 2, [(1, heads), (3, key)])] : Array.Empty<CacheRead>(),
        .. node.Has(first + 1) ? [new(node.Input[first + 1], 2, [(1, heads), (3, value)])] : Array.Empty<CacheRead>(),
    ];

    /// <summary>Keys and values in one tensor [2, batch, heads, positions, width].</summary>
    private static IEnumerable<CacheRead> Joint(NodeProto node, ValueWidths widths, long heads)
    {
        var all = node.Find("qkv_hidden_sizes") is { Ints: [var query, ..] } ? query : widths.Of(node.Input[1]) / 3;
        return node.Has(4) ? [new(node.Input[4], 3, [(0, 2), (2, heads), (4, Share(all, heads))])] : [];
    }

    private static long Share(ValueWidths widths, NodeProto node, int input, long heads) => Share(widths.Of(node.Input[input]), heads);

    private static long Share(long? width, long heads) => width is { } whole && heads > 0 && whole % heads == 0 ? whole / heads : 0;
}
