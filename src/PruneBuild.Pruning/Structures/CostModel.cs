namespace PruneBuild.Pruning.Structures;

/// <summary>Costs as polynomials of kept unit counts, derived from the same equations as the groups.</summary>
/// <param name="Groups">Group ids, the order of the variables.</param>
/// <param name="Units">Full unit counts, same order.</param>
/// <param name="Work">Multiply–accumulates of MatMul, Gemm, Conv and the like, for one record at the sizes priced with.</param>
/// <param name="Tensors">Element counts of the constants; their weight is the bytes of an element.</param>
public sealed record CostModel(ValueList<string> Groups, ValueList<int> Units, ValueList<CostTerm> Work, ValueList<CostTerm> Tensors)
{
    /// <summary>Multiply–accumulates of one record; FLOPs are twice that.</summary>
    /// <param name="kept">Kept units by group id; absent means all.</param>
    public double Macs(IReadOnlyDictionary<string, int> kept) => Evaluate(CostKind.Macs, Sizes(kept));

    /// <summary>Elements of the constants.</summary>
    /// <param name="kept">Kept units by group id; absent means all.</param>
    public double Parameters(IReadOnlyDictionary<string, int> kept) => Evaluate(CostKind.Parameters, Sizes(kept));

    /// <summary>Bytes of the constants.</summary>
    /// <param name="kept">Kept units by group id; absent means all.</param>
    public double Bytes(IReadOnlyDictionary<string, int> kept) => Evaluate(CostKind.Bytes, Sizes(kept));

    /// <summary>A cost at these kept unit counts, in the order of <see cref="Groups" />.</summary>
    public double Evaluate(CostKind kind, IReadOnlyList<int> units) => kind switch
    {
        CostKind.Macs => Work.Sum(term => term.Evaluate(units)),
        CostKind.Parameters => Tensors.Sum(term => term.Evaluate(units)),
        _ => Tensors.Sum(term => term.Evaluate(units) * term.Weight),
    };

    /// <summary>Kept units of every group, in the order of <see cref="Groups" />.</summary>
    public int[] Sizes(IReadOnlyDictionary<string, int> kept) =>
        [.. Groups.Select((id, i) => kept.TryGetValue(id, out var units) ? units : Units[i])];
}

/// <summary>What a cost counts.</summary>
public enum CostKind
{
    /// <summary>Multiply–accumulates of one record.</summary>
    Macs,

    /// <summary>Elements of the constants.</summary>
    Parameters,

    /// <summary>Bytes of the constants.</summary>
    Bytes,
}

/// <summary>A product of dimensions.</summary>
/// <param name="Name">The node (first output) or tensor it belongs to.</param>
/// <param name="Factors">The dimensions.</param>
/// <param name="Weight">For tensors: bytes of an element. For work: 1.</param>
public sealed record CostTerm(string Name, ValueList<SizeSum> Factors, double Weight = 1)
{
    /// <summary>The product at these unit counts.</summary>
    public double Evaluate(IReadOnlyList<int> units) => Factors.Aggregate(1.0, (product, factor) => product * factor.Evaluate(units));
}

/// <summary>A dimension's size as Constant + Σ Coefficient·Π units[g].</summary>
public sealed record SizeSum(double Constant, ValueList<SizeMonomial> Terms)
{
    /// <summary>The size at these unit counts.</summary>
    public double Evaluate(IReadOnlyList<int> units) =>
        Constant + Terms.Sum(term => term.Groups.Aggregate(term.Coefficient, (product, g) => product * units[g]));
}

/// <summary>Coefficient·Π units[g] over the groups listed (indices into <see cref="CostModel.Groups" />).</summary>
public sealed record SizeMonomial(double Coefficient, ValueList<int> Groups);
