using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring.Units;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>Tells a budget that asks for more than can go, and what else than the groups' sizes stands in its way.</summary>
internal static class BudgetMiss
{
    /// <summary>As many groups as a message names.</summary>
    private const int Named = 3;

    /// <summary>PB3052 for a budget of a cost, or of units, whose cost is told in FLOPs.</summary>
    /// <param name="budget">The budget.</param>
    /// <param name="place">Where it stands.</param>
    /// <param name="original">What the model costs.</param>
    /// <param name="structure">Groups.</param>
    /// <param name="smallest">The plan that saves most.</param>
    /// <param name="allocation">What its sizes keep to.</param>
    public static Diagnostic Of(
        Budget budget, SourceSpan? place, CostModel original, ModelStructure structure, PrunePlan smallest, AllocationOptions allocation)
    {
        var kind = KindOf(budget);
        var gone = Gone(kind, original, structure, smallest);
        var asked = budget switch
        {
            Budget.Absolute absolute => $": {Amount(kind, original.Evaluate(kind, original.Units) * (1 - gone))} are left, "
                + $"and the budget leaves {Amount(kind, absolute.Limit)}",
            Budget.Share share => $", and {Share(share.Removed)} were to go",
            _ => "",
        };
        return At(place, $"{Share(gone)} of the model's {CostWords.Of(kind)} are gone{asked}", structure, smallest, allocation);
    }

    /// <summary>PB3052 for what a run carried out: methods that choose while they cut must end where the budget is;
    /// null where they do.</summary>
    /// <param name="recipe">The step.</param>
    /// <param name="place">Of the budget.</param>
    /// <param name="structure">Groups.</param>
    /// <param name="plan">What stayed.</param>
    public static Diagnostic? After(PruneRecipe recipe, SourceSpan? place, ModelStructure structure, PrunePlan plan) =>
        Planner.Holds(structure, plan, recipe.Budget) ? null : OfRun(recipe, place, structure, plan);

    /// <summary>PB3052 for a budget of time.</summary>
    /// <param name="place">Where it stands.</param>
    /// <param name="ratio">What the fastest plan takes, as a share of the model's time.</param>
    /// <param name="target">What the budget leaves, as such a share.</param>
    /// <param name="structure">Groups.</param>
    /// <param name="fastest">The plan.</param>
    /// <param name="allocation">What its sizes keep to.</param>
    public static Diagnostic OfTime(
        SourceSpan? place, double ratio, double target, ModelStructure structure, PrunePlan fastest, AllocationOptions allocation) =>
        At(
            place,
            $"{Share(1 - ratio)} of the model's {CostWords.Of(CostWord.Latency)} is gone, and {Share(1 - target)} was to go",
            structure, fastest, allocation);

    private static Diagnostic At(
        SourceSpan? place, string gone, ModelStructure structure, PrunePlan smallest, AllocationOptions allocation) =>
        DiagnosticCatalog.BudgetOutOfReach.At(
            place,
            $"with every group that may be cut at its smallest, {gone}",
            SizesKeptTo(allocation) + WholeBranches(structure, smallest, allocation));

    private static Diagnostic OfRun(PruneRecipe recipe, SourceSpan? place, ModelStructure structure, PrunePlan plan)
    {
        var kind = KindOf(recipe.Budget);
        var asked = recipe.Budget switch
        {
            Budget.Share share => share.Removed,
            Budget.Absolute absolute => 1 - (absolute.Limit / structure.Cost.Evaluate(kind, structure.Cost.Units)),
            _ => throw new ArgumentOutOfRangeException(nameof(recipe), recipe.Budget, "Not a budget of a cost."),
        };
        return DiagnosticCatalog.BudgetOutOfReach.At(
            place,
            $"{Share(asked)} of the model's {CostWords.Of(kind)} were to go, and {Share(Gone(kind, structure.Cost, structure, plan))} "
                + $"were gone when the run had cut what it could ({KeptMost(structure, plan)})",
            SizesKeptTo(recipe.Allocation) + WholeBranches(structure, AtOne(plan), recipe.Allocation));
    }

    private static CostKind KindOf(Budget budget) =>
        budget switch { Budget.Share share => share.Kind, Budget.Absolute absolute => absolute.Kind, _ => CostKind.Macs };

    private static double Gone(CostKind kind, CostModel original, ModelStructure structure, PrunePlan plan) =>
        1 - (structure.Cost.Evaluate(kind, structure.Cost.Sizes(plan.KeptCounts())) / original.Evaluate(kind, original.Units));

    private static string Amount(CostKind kind, double amount) => kind switch
    {
        CostKind.Macs => UnitFamily.Flops.Format(2 * amount),
        CostKind.Bytes => UnitFamily.Bytes.Format(amount),
        _ => UnitFamily.Count.Format(amount),
    };

    private static string Share(double share) => share.ToString("P1", CultureInfo.InvariantCulture);

    /// <summary>The groups of which the largest shares stay: <c>'a' kept 8 of 8, 'b' kept 3 of 4, and 5 more groups</c>.</summary>
    private static string KeptMost(ModelStructure structure, PrunePlan plan)
    {
        var counts = plan.KeptCounts();
        var groups = structure.Groups
            .Select(group => (group.Id, Kept: counts.GetValueOrDefault(group.Id, group.Units), group.Units))
            .OrderByDescending(group => (double)group.Kept / group.Units)
            .ToArray();
        var named = string.Join(", ", groups.Take(Named).Select(group => $"'{group.Id}' kept {group.Kept} of {group.Units}"));
        return groups.Length <= Named ? named : $"{named}, and {groups.Length - Named} more groups as much or less";
    }

    /// <summary>The groups that a least number of units, and nothing else, keeps from going whole.</summary>
    private static PrunePlan AtOne(PrunePlan plan) => new([.. plan.Groups.Where(group => group.Kept.Count == 1)]);

    private static string SizesKeptTo(AllocationOptions allocation)
    {
        string[] keys =
        [
            .. allocation.RoundTo is { } multiple and > 1 ? [$"'round-to: {multiple}'"] : Array.Empty<string>(),
            .. allocation.KeepAtLeast > 1 ? [$"'keep-at-least: {allocation.KeepAtLeast}'"] : Array.Empty<string>(),
        ];
        return keys.Length > 0 ? $" Sizes keep to {string.Join(" and ", keys)} under 'allocate': a smaller number lets more go." : "";
    }

    /// <summary>A way out where groups keep one unit for no other reason than that one must stay.</summary>
    private static string WholeBranches(ModelStructure structure, PrunePlan smallest, AllocationOptions allocation) =>
        allocation.KeepAtLeast > 0 && smallest.Groups.Any(group => group.Kept.Count > 0 && structure.Group(group.GroupId).Ends.Count > 0)
            ? " With 'allocate: { keep-at-least: 0 }' branches of the model can go whole."
            : "";
}
