namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Shape arithmetic in tensors of several axes: terms are kept row-major.</summary>
internal static class TermLayout
{
    /// <summary>The terms of a tensor whose elements come from others of another tensor.</summary>
    /// <param name="terms">Terms of the other tensor.</param>
    /// <param name="shape">Its shape.</param>
    /// <param name="result">Shape of the tensor wanted.</param>
    /// <param name="source">The index in the other tensor, of an index in the tensor wanted.</param>
    public static IntTerm[] Pick(IntTerm[] terms, ValueList<long> shape, ValueList<long> result, Func<long[], long[]> source)
    {
        var picked = new IntTerm[result.Aggregate(1L, (count, size) => count * size)];
        for (var flat = 0; flat < picked.Length; flat++)
            picked[flat] = terms[Flat(source(Index(flat, result)), shape)];
        return picked;
    }

    private static long[] Index(long flat, ValueList<long> shape)
    {
        var index = new long[shape.Count];
        for (var axis = shape.Count - 1; axis >= 0; axis--)
            (flat, index[axis]) = Math.DivRem(flat, shape[axis]);
        return index;
    }

    private static long Flat(long[] index, ValueList<long> shape)
    {
        var flat = 0L;
        for (var axis = 0; axis < index.Length; axis++)
            flat = (flat * shape[axis]) + index[axis];
        return flat;
    }
}
