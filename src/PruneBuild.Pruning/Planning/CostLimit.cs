using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Planning;

/// <summary>A cost and what it may not exceed.</summary>
internal sealed class CostLimit
{
    private readonly CostModel cost;

    public CostLimit(CostModel cost, Budget budget)
    {
        this.cost = cost;
        (Kind, Limit) = budget switch
        {
            Budget.Share share => (share.Kind, (1 - share.Removed) * cost.Evaluate(share.Kind, cost.Units)),
            Budget.Absolute absolute => (absolute.Kind, absolute.Limit),
            _ => throw new ArgumentOutOfRangeException(nameof(budget), budget, "Not a cost budget."),
        };
    }

    public CostKind Kind { get; }

    public double Limit { get; }

    /// <summary>True when the kept counts, in the order of the cost model's groups, cost no more than the limit (up to
    /// rounding of the sum).</summary>
    public bool Holds(IReadOnlyList<int> units) => cost.Evaluate(Kind, units) <= Limit * (1 + 1e-12);
}
