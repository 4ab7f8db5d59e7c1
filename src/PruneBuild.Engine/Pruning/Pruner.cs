using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Engine.Pruning;

/// <summary>Walks one pruning step of one model: structure, statistics, choices, plan, cut, reconstruction.</summary>
/// <param name="model">The model.</param>
/// <param name="recipe">What to do.</param>
/// <param name="bench">Data, and where to run.</param>
/// <param name="memory">What an earlier step found out for the same model and recipe with another budget; null for nothing.</param>
internal sealed class Pruner(OnnxModel model, PruneRecipe recipe, Workbench bench, StepMemory? memory = null)
{
    private readonly Workbench bench = bench.Afresh();

    /// <summary>Prunes the model.</summary>
    public Result<PruneOutcome> Prune()
    {
        if (recipe.Reconstruction.NeedsData && bench.Batches.Count == 0)
            return Result<PruneOutcome>.Fail(
                NoCalibration.ForCriterion(bench.Place, recipe.Criterion.Name, recipe.Reconstruction.Name));
        var planned = new CutPlanner(model, recipe, bench, memory).Plan(StepNeeds.ChoosesLater(recipe));
        if (!planned.IsOk)
            return planned.As<PruneOutcome>();
        var step = planned.Value;
        var refit = bench.Clock.Time("cutting and refitting", () => new StepRefit(model, recipe, step, bench, memory).Run());
        if (!refit.IsOk)
            return refit.As<PruneOutcome>();
        if (BudgetMiss.After(recipe, bench.Place, step.Analysed.Structure, refit.Value.Plan) is { } miss)
            return Result<PruneOutcome>.Fail(miss);
        var cut = StepRefit.Refits(recipe) ? GraphCutter.Cut(model, step.Analysed.Structure, refit.Value.Plan) : refit.Value.Model;
        if (bench.Clock.Time(
            "proving the cut", () => CutProof.Check(model, cut, step.Analysed, refit.Value.Plan, bench)) is { } wrong)
            return Result<PruneOutcome>.Fail(wrong);
        return Result<PruneOutcome>.Ok(new PruneOutcome(
            refit.Value.Model, refit.Value.Plan, step.Analysed.Structure, Description, bench.Clock.Timings,
            [.. planned.Diagnostics, .. refit.Diagnostics])
        {
            Latency = refit.Value.Latency ?? step.Latency,
            Criterion = recipe.Criterion.Name,
        });
    }

    /// <summary>What pruning would cut, without cutting.</summary>
    public Result<PlannedCut> Plan()
    {
        var dividesAnew = recipe.Stepwise is not null && StepNeeds.ChoosesLater(recipe);
        var planned = new CutPlanner(model, recipe, bench, null).Plan(choosesLater: dividesAnew);
        if (!planned.IsOk)
            return planned.As<PlannedCut>();
        var step = planned.Value;
        var plan = dividesAnew ? new StepRefit(model, recipe, step, bench, null).FirstDivision() : Result<PrunePlan>.Ok(step.Plan);
        return plan.IsOk
            ? Result<PlannedCut>.Ok(
                new PlannedCut(step.Analysed.Structure, plan.Value)
                {
                    Criterion = recipe.Criterion.Name, Choices = step.Choices, Settled = SettledParts.Of(recipe),
                },
                planned.Diagnostics)
            : plan.As<PlannedCut>();
    }

    private string Description =>
        $"{recipe.Method}: {recipe.Criterion.Name}, {recipe.Allocation.Kind.ToString().ToLowerInvariant()} allocation, "
        + $"{recipe.Reconstruction.Name}{RefitOn}";

    private string RefitOn => recipe.Reconstruction.NeedsData
        ? $" on {recipe.Inputs.ToString().ToLowerInvariant()} inputs{(recipe.RefitsBefore ? " before each cut" : "")}"
        : "";
}
