namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Where the atoms of a dimension lie on its axis.</summary>
internal static class Occurrences
{
    /// <summary>Every atom of a dimension with the pattern of its units; an atom may come more than once.</summary>
    public static IEnumerable<(Dim Atom, AxisPattern Pattern)> Of(Dim dim) => Walk(dim, (int)dim.Size, 0, 1, []);

    private static IEnumerable<(Dim Atom, AxisPattern Pattern)> Walk(
        Dim dim, int axisSize, int offset, int width, ValueList<Repeat> repeats)
    {
        dim = dim.Resolved;
        return dim.Form switch
        {
            DimForm.Atom => [(dim, new AxisPattern(axisSize, offset, (int)dim.Size, width, repeats))],
            DimForm.Sum => WalkSum(dim, axisSize, offset, width, repeats),
            _ => WalkProduct(dim, axisSize, offset, width, repeats),
        };
    }

    private static IEnumerable<(Dim, AxisPattern)> WalkSum(Dim sum, int axisSize, int offset, int width, ValueList<Repeat> repeats)
    {
        foreach (var part in sum.Parts)
        {
            foreach (var found in Walk(part, axisSize, offset, width, repeats))
                yield return found;
            offset += (int)part.Size * width;
        }
    }

    private static IEnumerable<(Dim, AxisPattern)> WalkProduct(Dim product, int axisSize, int offset, int width, ValueList<Repeat> repeats)
    {
        var factors = product.Factors().ToArray();
        var inner = width * (int)product.Size;
        foreach (var factor in factors)
        {
            inner /= (int)factor.Size;
            foreach (var found in Walk(factor, axisSize, offset, inner, repeats))
                yield return found;
            repeats = [.. repeats, new Repeat((int)factor.Size, inner)];
        }
    }
}
