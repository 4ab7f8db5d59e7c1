namespace PruneBuild.Coverage.Graphs;

/// <summary>Attention as exporters spell it out: projections apart or packed, keys shared, norms and rotation before the scores.</summary>
internal static class AttentionSteps
{
    /// <summary>Queries of one value and keys and values of another, or of the same.</summary>
    public static void Attention(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x || sketch.Sequence() is not { } memory)
            return;
        var (keyHeads, sharing, width) = (sketch.Pick<long>([1, 2, 3]), sketch.Pick<long>([1, 1, 2]), sketch.Pick<long>([2, 4, 6]));
        var heads = keyHeads * sharing;
        var queries = Prepared(sketch, Heads(sketch, x, heads, width), width, out var prepare);
        var keys = Repeated(sketch, prepare(Heads(sketch, memory, keyHeads, width)), heads, sharing, width);
        var values = Repeated(sketch, Heads(sketch, memory, keyHeads, width), heads, sharing, width);
        Attend(sketch, x, queries, keys, values, heads, width);
    }

    /// <summary>One matrix for queries, keys and values, split as it is or by an axis of three.</summary>
    public static void PackedAttention(GraphSketch sketch)
    {
        if (sketch.Sequence() is not { } x)
            return;
        var (heads, width) = (sketch.Pick<long>([2, 3, 4]), sketch.Pick<long>([2, 4, 5]));
        var packed = sketch.Hidden("MatMul", [x.Name, sketch.Weight(x.Last, 3 * heads * width)]);
        var parts = sketch.Coin() ? SplitParts(sketch, packed, heads, width) : GatheredParts(sketch, packed, heads, width);
        Attend(sketch, x, parts[0], parts[1], parts[2], heads, width);
    }

    private static string[] SplitParts(GraphSketch sketch, string packed, long heads, long width)
    {
        var parts = sketch.Nodes(
            "Split", [packed, sketch.Integers(heads * width, heads * width, heads * width)], [[], [], []], ("axis", -1));
        return [.. parts.Select(part => ToHeads(sketch, part.Name, heads, width))];
    }

    private static string[] GatheredParts(GraphSketch sketch, string packed, long heads, long width)
    {
        var five = sketch.Hidden("Reshape", [packed, sketch.Integers(0, 0, 3, heads, width)]);
        var outer = sketch.Hidden("Transpose", [five], ("perm", new long[] { 2, 0, 3, 1, 4 }));
        return [.. Enumerable.Range(0, 3).Select(part => sketch.Hidden("Gather", [outer, sketch.Scalar(part)], ("axis", 0)))];
    }

    /// <summary>[batch, heads, positions, width].</summary>
    private static string Heads(GraphSketch sketch, SketchValue x, long heads, long width) => sketch.Coin()
        ? ToHeads(sketch, sketch.Hidden("MatMul", [x.Name, sketch.Weight(x.Last, heads * width)]), heads, width)
        : sketch.Hidden("Einsum", [x.Name, sketch.Weight(x.Last, heads, width)], ("equation", "abc,chd->ahbd"));

    private static string ToHeads(GraphSketch sketch, string features, long heads, long width)
    {
        var split = sketch.Hidden("Reshape", [features, sketch.Integers(0, 0, heads, sketch.Coin() ? width : -1)]);
        return sketch.Hidden("Transpose", [split], ("perm", new long[] { 0, 2, 1, 3 }));
    }

    /// <summary>Nothing, a norm over the width, or a rotation of halves; the same for keys.</summary>
    private static string Prepared(GraphSketch sketch, string queries, long width, out Func<string, string> prepare)
    {
        prepare = sketch.Pick<Func<string, string>>(
        [
            heads => heads,
            heads => sketch.Hidden("LayerNormalization", [heads, sketch.Weight(width), sketch.Weight(width)]),
            heads => Rotated(sketch, heads, width),
        ]);
        return prepare(queries);
    }

    private static string Rotated(GraphSketch sketch, string heads, long width)
    {
        var first = sketch.Hidden("Slice", [heads, sketch.Integers(0), sketch.Integers(width / 2), sketch.Integers(3)]);
        var second = sketch.Hidden("Slice", [heads, sketch.Integers(width / 2), sketch.Integers(long.MaxValue), sketch.Integers(3)]);
        var turned = sketch.Hidden("Concat", [sketch.Hidden("Neg", [second]), first], ("axis", -1));
        return sketch.Hidden(
            "Add", [sketch.Hidden("Mul", [heads, sketch.Weight(width)]), sketch.Hidden("Mul", [turned, sketch.Weight(width)])]);
    }

    /// <summary>Every key head serves several query heads.</summary>
    private static string Repeated(GraphSketch sketch, string heads, long count, long sharing, long width)
    {
        if (sharing == 1)
            return heads;
        var rows = sketch.Hidden("Unsqueeze", [heads, sketch.Integers(2)]);
        var wide = sketch.Hidden("Expand", [rows, sketch.Integers(1, 1, sharing, 1, 1)]);
        return sketch.Hidden("Reshape", [wide, sketch.Integers(0, count, -1, width)]);
    }

    private static void Attend(GraphSketch sketch, SketchValue x, string queries, string keys, string values, long heads, long width)
    {
        var turned = sketch.Hidden("Transpose", [keys], ("perm", new long[] { 0, 1, 3, 2 }));
        var scores = sketch.Hidden("MatMul", [queries, turned]);
        if (sketch.Coin())
            scores = sketch.Hidden("Add", [scores, sketch.Weight(heads, 1, 1)]);
        var weights = sketch.Hidden("Softmax", [scores], ("axis", -1));
        var mixed = sketch.Hidden("MatMul", [weights, values]);
        var output = sketch.Coin()
            ? sketch.Node("Einsum", [mixed, sketch.Weight(heads, width, x.Last)], x.Shape, ("equation", "ahbd,hdc->abc"))
            : sketch.Node("MatMul", [Merged(sketch, mixed, heads, width), sketch.Weight(heads * width, x.Last)], x.Shape);
        if (sketch.Coin())
            sketch.Node("Add", [output.Name, x.Name], x.Shape);
    }

    private static string Merged(GraphSketch sketch, string mixed, long heads, long width)
    {
        var back = sketch.Hidden("Transpose", [mixed], ("perm", new long[] { 0, 2, 1, 3 }));
        return sketch.Hidden("Reshape", [back, sketch.Integers(0, 0, sketch.Coin() ? -1 : heads * width)]);
    }
}
