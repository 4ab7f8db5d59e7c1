namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Turns dimensions and solved integers into polynomials of kept unit counts.</summary>
/// <param name="groups">The atoms that are groups, with their index.</param>
/// <param name="sizeOf">Sizes of all other atoms.</param>
internal sealed class SizePolynomials(IReadOnlyDictionary<Dim, int> groups, Func<Dim, double> sizeOf)
{
    /// <summary>The size of a dimension.</summary>
    public SizeSum Of(Dim dim)
    {
        var monomials = Monomials(dim).GroupBy(term => term.Groups)
            .Select(same => new SizeMonomial(same.Sum(term => term.Coefficient), same.Key)).ToArray();
        return new SizeSum(
            monomials.Where(term => term.Groups.Count == 0).Sum(term => term.Coefficient),
            monomials.Where(term => term.Groups.Count > 0).ToValueList());
    }

    private IEnumerable<SizeMonomial> Monomials(Dim dim)
    {
        dim = dim.Resolved;
        return dim.Form switch
        {
            DimForm.Atom => [groups.TryGetValue(dim, out var group) ? new SizeMonomial(1, [group]) : new SizeMonomial(sizeOf(dim), [])],
            DimForm.Sum => dim.Parts.SelectMany(Monomials),
            _ => dim.Parts.Select(part => Monomials(part).ToArray()).Aggregate(
                new[] { new SizeMonomial(1, []) },
                (product, factor) => [.. product.SelectMany(a => factor.Select(b => Multiply(a, b)))]),
        };
    }

    private static SizeMonomial Multiply(SizeMonomial a, SizeMonomial b) =>
        new(a.Coefficient * b.Coefficient, a.Groups.Concat(b.Groups).Order().ToValueList());

    /// <summary>The multilinear function through the values at the corners {n, n−1} of the variables.</summary>
    /// <param name="variables">Atoms, all of them groups.</param>
    /// <param name="value">The function; null where it has no value.</param>
    /// <returns>Null when a corner has no value, or a third point shows that the function is not multilinear.</returns>
    public SizeSum? Fit(IReadOnlyList<Dim> variables, Func<Func<Dim, double>, double?> value)
    {
        var corners = new double[1 << variables.Count];
        for (var corner = 0; corner < corners.Length; corner++)
        {
            if (value(At(variables, corner, 1)) is not { } known)
                return null;
            corners[corner] = known;
        }

        var fit = Interpolate(variables, corners);
        var far = At(variables, corners.Length - 1, 2);
        if (variables.Any(variable => variable.Size < 3))
            return fit;
        var sizes = new int[groups.Count];
        foreach (var variable in variables)
            sizes[groups[variable]] = (int)far(variable);
        return value(far) is { } expected && Math.Abs(fit.Evaluate(sizes) - expected) < 0.5 ? fit : null;
    }

    private static Func<Dim, double> At(IReadOnlyList<Dim> variables, int corner, int step) => atom =>
    {
        for (var i = 0; i < variables.Count; i++)
        {
            if (ReferenceEquals(variables[i], atom))
                return atom.Size - ((corner >> i & 1) * step);
        }

        return atom.Size;
    };

    /// <summary>Expands Σ over corners of value·Π (x − n + 1 or n − x) into monomials.</summary>
    private SizeSum Interpolate(IReadOnlyList<Dim> variables, double[] corners)
    {
        var coefficients = new double[corners.Length];
        for (var corner = 0; corner < corners.Length; corner++)
        {
            var terms = new double[corners.Length];
            terms[0] = corners[corner];
            for (var i = 0; i < variables.Count; i++)
            {
                var lower = (corner >> i & 1) != 0;
                var (constant, slope) = lower ? (variables[i].Size, -1.0) : (1 - (double)variables[i].Size, 1.0);
                for (var set = corners.Length - 1; set >= 0; set--)
                    terms[set] = (terms[set] * constant) + ((set >> i & 1) != 0 ? terms[set ^ (1 << i)] * slope : 0);
            }

            for (var set = 0; set < terms.Length; set++)
                coefficients[set] += terms[set];
        }

        var monomials = Enumerable.Range(1, corners.Length - 1).Where(set => coefficients[set] != 0).Select(set => new SizeMonomial(
            coefficients[set],
            Enumerable.Range(0, variables.Count).Where(i => (set >> i & 1) != 0).Select(i => groups[variables[i]]).Order().ToValueList()));
        return new SizeSum(coefficients[0], monomials.ToValueList());
    }
}
