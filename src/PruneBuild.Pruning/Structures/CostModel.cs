namespace PruneBuild.Pruning.Structures;

/// <summary>Costs as polynomials of the sizes of dimensions, derived from the same equations as the groups.</summary>
/// <param name="Groups">Group ids, the order of the variables.</param>
/// <param name="Units">Full unit counts, same order.</param>
/// <param name="Contractions">Multiply–accumulate terms of MatMul, Gemm, Conv and the like, for one record at the sizes that were probed or measured.</param>
/// <param name="Tensors">Element counts of initializers.</param>
public sealed record CostModel(
    ValueList<string> Groups,
    ValueList<int> Units,
    ValueList<CostTerm> Contractions,
    ValueList<CostTerm> Tensors)
{
    /// <summary>Multiply–accumulates of one record with these numbers of kept units (by group id; absent = all). FLOPs are twice that.</summary>
    public double Macs(IReadOnlyDictionary<string, int> kept) => Contractions.Sum(term => term.Evaluate(Sizes(kept)));

    /// <summary>Parameters (elements of initializers that a cut can change or not) with these numbers of kept units.</summary>
    public double Parameters(IReadOnlyDictionary<string, int> kept) => Tensors.Sum(term => term.Evaluate(Sizes(kept)));

    /// <summary>Bytes of the initializers with these numbers of kept units.</summary>
    public double Bytes(IReadOnlyDictionary<string, int> kept) => Tensors.Sum(term => term.Evaluate(Sizes(kept)) * term.Weight);

    private int[] Sizes(IReadOnlyDictionary<string, int> kept) =>
        [.. Groups.Select((id, i) => kept.TryGetValue(id, out var units) ? units : Units[i])];
}

/// <summary>A product of dimensions.</summary>
/// <param name="Name">The node (first output) or tensor it belongs to.</param>
/// <param name="Factors">The dimensions.</param>
/// <param name="Weight">For tensors: bytes of an element. For contractions: 1.</param>
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
