using PruneBuild.Engine.Pruning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Reporting.Plans;

/// <summary>What a model costs.</summary>
/// <param name="Flops">Floating-point operations of one record; a multiply-add is two.</param>
/// <param name="Parameters">Elements of the constants.</param>
/// <param name="Bytes">Bytes of the constants.</param>
public sealed record PlanCosts(double Flops, double Parameters, double Bytes)
{
    /// <summary>Of the model as it is.</summary>
    public static PlanCosts Before(PlannedCut cut) => At(cut.OriginalCost ?? cut.Structure.Cost, new Dictionary<string, int>());

    /// <summary>Of the model as the plan leaves it.</summary>
    public static PlanCosts After(PlannedCut cut) => At(cut.Structure.Cost, cut.Plan.KeptCounts());

    private static PlanCosts At(CostModel cost, IReadOnlyDictionary<string, int> kept) =>
        new(2 * cost.Macs(kept), cost.Parameters(kept), cost.Bytes(kept));
}
