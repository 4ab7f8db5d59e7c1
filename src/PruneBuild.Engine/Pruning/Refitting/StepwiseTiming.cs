using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Planning.Latency;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>A budget of time for methods that divide it anew before each cut.</summary>
/// <remarks>
/// A first plan, of the scores of the original, was timed and meets the budget: what the tables promise of it is what each later plan
/// must promise. The result is timed too. Where it is too slow the promise is raised and the method runs again, for other groups may
/// promise as much and keep less.
/// </remarks>
internal static class StepwiseTiming
{
    private const int MostRounds = 4;

    /// <summary>Share of the time that is asked for beyond the budget, more each round:
    /// what noise costs is a whole run of the method.</summary>
    private const double Margin = 0.02;

    /// <summary>Runs the method until its result is fast enough.</summary>
    /// <param name="first">The plan that was timed.</param>
    /// <param name="timed">Tables, and who times.</param>
    /// <param name="structure">Groups.</param>
    /// <param name="recipe">The budget, and what sizes keep to.</param>
    /// <param name="run">Cuts and refits, dividing the budget as it is told.</param>
    /// <returns>The first result that takes no longer than asked for; or PB3052 with what the fastest saves.</returns>
    public static Result<RefitModel> Run(
        LatencyPlan first, TimedSizes timed, ModelStructure structure, PruneRecipe recipe,
        Func<Func<IReadOnlyList<GroupChoices>, Allocation>, Result<RefitModel>> run)
    {
        var tables = timed.Tables;
        var target = LatencyPlanner.Target(recipe.Budget, tables.FullMilliseconds);
        var (promised, fastest) = (tables.FullMilliseconds - tables.Predict(first.Plan.KeptCounts()), (Ratio: 1.0, Plan: PrunePlan.Empty));
        for (var round = 0; round < MostRounds; round++)
        {
            var result = run(choices => promised <= 0
                ? new Allocation(PrunePlan.Empty, true)
                : LatencyKnapsack.Allocate(
                    structure, LatencyPlanner.Rounded(structure, choices, tables, recipe.Allocation), tables, promised));
            if (!result.IsOk)
                return result;
            var measured = timed.Probe.CompareShipped(result.Value.Plan, LatencyProbe.Thorough);
            if (!measured.IsOk)
                return measured.As<RefitModel>();
            var ratio = measured.Value.Ratio;
            if (ratio <= target || target >= 1)
                return Result<RefitModel>.Ok(
                    result.Value with { Latency = LatencyPlan.Of(result.Value.Plan, measured.Value, tables) }, [.. result.Diagnostics]);
            fastest = ratio < fastest.Ratio ? (ratio, result.Value.Plan) : fastest;
            promised *= LatencyPlanner.Correction(target, ratio, Margin * (round + 1));
        }

        return Result<RefitModel>.Fail(
            BudgetMiss.OfTime(timed.Place, fastest.Ratio, target, structure, fastest.Plan, recipe.Allocation));
    }
}
