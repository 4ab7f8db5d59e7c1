namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Solves equations between dimensions by union–find with splitting.</summary>
internal static class DimSolver
{
    /// <summary>Makes two dimensions equal, refining both to common factors and segments.</summary>
    /// <returns>False when they cannot be matched; what was matched until then stays matched, so the caller must pin both.</returns>
    public static bool Unify(Dim a, Dim b)
    {
        (a, b) = (a.Resolved, b.Resolved);
        if (ReferenceEquals(a, b) || (a.Size == b.Size && a.Size <= 1))
            return true;
        if (a.Size != b.Size)
            return false;
        if (a.Form == DimForm.Atom)
            return Link(a, b);
        if (b.Form == DimForm.Atom)
            return Link(b, a);
        return AreSums(a, b) ? UnifySums(a, b) : UnifyProducts([.. a.Factors()], [.. b.Factors()]);
    }

    /// <summary>A product equals a sum segment by segment when some segment does not hold whole blocks of it,
    /// else block by block.</summary>
    private static bool AreSums(Dim a, Dim b)
    {
        var (sum, product) = a.Form == DimForm.Sum ? (a, b) : (b, a);
        if (product.Form == DimForm.Sum || sum.Form != DimForm.Sum)
            return product.Form == sum.Form && sum.Form == DimForm.Sum;
        var block = product.Size / product.Factors().First().Size;
        return sum.Segments().Any(segment => segment.Size % block != 0);
    }

    /// <summary>Matches two lists of factors, outermost first, of equal product.</summary>
    public static bool UnifyProducts(IReadOnlyList<Dim> left, IReadOnlyList<Dim> right) => Match(left, right).Count == 0;

    /// <summary>Matches two lists of factors, outermost first, of equal product, and gives the factors that do not match. What lies outside
    /// and inside of those is matched all the same: a reshape that mixes two axes leaves the others what they were.</summary>
    public static IReadOnlyList<Dim> Match(IReadOnlyList<Dim> left, IReadOnlyList<Dim> right)
    {
        var a = new Stack<Dim>(left.SelectMany(dim => dim.Factors()).Reverse());
        var b = new Stack<Dim>(right.SelectMany(dim => dim.Factors()).Reverse());
        if (a.Concat(b).Any(dim => dim.Size == 0))
            return a.Any(dim => dim.Size == 0) && b.Any(dim => dim.Size == 0) ? [] : [.. a, .. b];
        var apart = new List<Dim>();
        while (a.Count > 0 && b.Count > 0)
        {
            var (x, y) = (a.Pop().Resolved, b.Pop().Resolved);
            if (Expand(a, x) | Expand(b, y))
            {
                // An earlier step of this very loop refined a factor: push back what was not composed and look again.
                if (x.Form != DimForm.Product)
                    a.Push(x);
                if (y.Form != DimForm.Product)
                    b.Push(y);
                continue;
            }

            if (x.Size == y.Size)
            {
                if (!Unify(x, y))
                    apart.AddRange([x, y]);
            }
            else if (x.Size > y.Size && SplitProduct(x, y.Size) is var (outerOfX, innerOfX) && Unify(outerOfX, y))
            {
                a.Push(innerOfX);
            }
            else if (x.Size < y.Size && SplitProduct(y, x.Size) is var (outerOfY, innerOfY) && Unify(outerOfY, x))
            {
                b.Push(innerOfY);
            }
            else
            {
                a.Push(x);
                b.Push(y);
                break;
            }
        }

        return [.. apart, .. MatchInner([.. a], [.. b])];
    }

    /// <summary>Matches equal sizes from the inside, and gives the rest.</summary>
    private static List<Dim> MatchInner(List<Dim> a, List<Dim> b)
    {
        var apart = new List<Dim>();
        while (a.Count > 0 && b.Count > 0 && a[^1].Size == b[^1].Size)
        {
            if (!Unify(a[^1], b[^1]))
                apart.AddRange([a[^1], b[^1]]);
            a.RemoveAt(a.Count - 1);
            b.RemoveAt(b.Count - 1);
        }

        return [.. apart, .. a, .. b];
    }

    private static bool Expand(Stack<Dim> stack, Dim dim)
    {
        if (dim.Form != DimForm.Product)
            return false;
        foreach (var factor in dim.Factors().Reverse())
            stack.Push(factor);
        return true;
    }

    private static bool Link(Dim atom, Dim other)
    {
        atom.LinkTo(other);
        return true;
    }

    /// <summary>Splits a dimension into outer × inner with an outer factor of the given size.</summary>
    private static (Dim Outer, Dim Inner)? SplitProduct(Dim dim, long outerSize)
    {
        if (dim.Size % outerSize != 0)
            return null;
        var innerSize = dim.Size / outerSize;
        if (dim.Form == DimForm.Atom)
        {
            var (outer, inner) = (new Dim(outerSize), new Dim(innerSize));
            dim.Refine(DimForm.Product, outer, inner);
            return (outer, inner);
        }

        return SplitSumIntoProduct(dim, innerSize);
    }

    /// <summary>Σ (oᵢ·inner) = (Σ oᵢ)·inner: every segment must hold whole inner blocks, and the blocks must be alike.</summary>
    private static (Dim Outer, Dim Inner)? SplitSumIntoProduct(Dim sum, long innerSize)
    {
        var segments = sum.Segments().ToArray();
        if (segments.Any(segment => segment.Size % innerSize != 0))
            return null;
        var inner = new Dim(innerSize);
        var outers = new List<Dim>();
        foreach (var segment in segments)
        {
            var outer = new Dim(segment.Size / innerSize);
            outers.Add(outer);
            if (!UnifyProducts([segment], [outer, inner]))
                return null;
        }

        return (Dim.Sum(outers), inner);
    }

    private static bool UnifySums(Dim left, Dim right)
    {
        var a = new Stack<Dim>(left.Segments().Reverse());
        var b = new Stack<Dim>(right.Segments().Reverse());
        while (a.Count > 0 && b.Count > 0)
        {
            var (x, y) = (a.Pop().Resolved, b.Pop().Resolved);
            if (x.Size == y.Size)
            {
                if (!Unify(x, y))
                    return false;
            }
            else if (x.Size > y.Size)
            {
                if (DimSplit.At(x, y.Size) is not var (head, tail) || !Unify(head, y))
                    return false;
                a.Push(tail);
            }
            else
            {
                if (DimSplit.At(y, x.Size) is not var (head, tail) || !Unify(head, x))
                    return false;
                b.Push(tail);
            }
        }

        return a.Count == 0 && b.Count == 0;
    }
}
