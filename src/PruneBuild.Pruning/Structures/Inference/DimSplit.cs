namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Splits dimensions in two, refining them into segments and factors.</summary>
internal static class DimSplit
{
    /// <summary>Splits a segment into head + tail with a head of the given size; a product splits along its outermost factor.</summary>
    public static (Dim Head, Dim Tail)? At(Dim dim, long headSize)
    {
        dim = dim.Resolved;
        if (headSize <= 0 || headSize >= dim.Size)
            return null;
        if (dim.Form == DimForm.Atom)
        {
            var (head, tail) = (new Dim(headSize), new Dim(dim.Size - headSize));
            dim.Refine(DimForm.Sum, head, tail);
            return (head, tail);
        }

        if (dim.Form == DimForm.Sum)
            return AmongSegments(dim, headSize);
        return AmongBlocks(dim, headSize);
    }

    /// <summary>Splits a product along its outermost factor; where that would cut a block in two,
    /// the block becomes a segment of its own.</summary>
    private static (Dim Head, Dim Tail)? AmongBlocks(Dim product, long headSize)
    {
        var factors = product.Factors().ToArray();
        var block = Dim.Product(factors[1..]);
        var (whole, rest) = Math.DivRem(headSize, block.Size);
        if (rest == 0)
            return At(factors[0], whole) is var (first, second) ? (Dim.Product([first, block]), Dim.Product([second, block])) : null;
        if (Detach(factors[0], whole) is not var (before, after) || At(block, rest) is not var (head, tail))
            return null;
        return (Dim.Sum([Dim.Product([before, block]), head]), Dim.Sum([tail, Dim.Product([after, block])]));
    }

    /// <summary>Makes one index of a dimension a segment of its own, and gives what lies before and after it.</summary>
    private static (Dim Before, Dim After)? Detach(Dim dim, long index)
    {
        var (before, rest) = (new Dim(0), dim);
        if (index > 0)
        {
            if (At(dim, index) is not var (head, tail))
                return null;
            (before, rest) = (head, tail);
        }

        if (rest.Size == 1)
            return (before, new Dim(0));
        return At(rest, 1) is var (_, after) ? (before, after) : null;
    }

    private static (Dim Head, Dim Tail)? AmongSegments(Dim sum, long headSize)
    {
        var head = new List<Dim>();
        var segments = new Stack<Dim>(sum.Segments().Reverse());
        while (segments.TryPop(out var segment))
        {
            if (segment.Size > headSize)
            {
                if (headSize > 0)
                {
                    if (At(segment, headSize) is not var (first, second))
                        return null;
                    head.Add(first);
                    segment = second;
                }

                return (Dim.Sum(head), Dim.Sum([segment, .. segments]));
            }

            head.Add(segment);
            headSize -= segment.Size;
        }

        return null;
    }
}
