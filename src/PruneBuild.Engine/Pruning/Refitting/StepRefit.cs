using PruneBuild.Diagnostics;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>Cuts a planned step, and refits what stays in the way that its recipe asks for.</summary>
/// <param name="original">The model.</param>
/// <param name="recipe">The step.</param>
/// <param name="step">What it cuts.</param>
/// <param name="bench">Data, and where to run.</param>
/// <param name="memory">What earlier refits of other budgets asked the original; null for nothing.</param>
internal sealed class StepRefit(OnnxModel original, PruneRecipe recipe, PlannedStep step, Workbench bench, StepMemory? memory)
{
    /// <summary>False when the cut is all that is done.</summary>
    public static bool Refits(PruneRecipe recipe) => recipe.Reconstruction.NeedsData || recipe.Stepwise is not null;

    /// <summary>Cuts and refits.</summary>
    public Result<RefitModel> Run() =>
        !Refits(recipe) ? Result<RefitModel>.Ok(new RefitModel(GraphCutter.Cut(original, step.Analysed.Structure, step.Plan), step.Plan))
        : recipe.Criterion.JudgesBranches ? Branches()
        : recipe.Inputs == ReconstructionInputs.Dense && recipe.Stepwise is null ? Dense()
        : recipe.RefitsBefore ? BeforeCut()
        : recipe.Stepwise is not null ? Stepwise(memory ?? new StepMemory())
        : Sequential(null, Ask(memory?.Taught));

    /// <summary>What a run that divides its budget before each cut begins with.</summary>
    public Result<PrunePlan> FirstDivision()
    {
        // Nothing is refit, so nothing is recorded to refit by.
        var planner = StepwisePlanner.Create(Divided(recipe with { Reconstruction = new PlainSlice() }, ByCost), bench, Ask(null), null);
        return planner.IsOk ? planner.Value.Decide([], original, Frontier.Start(bench.Batches)) : planner.As<PrunePlan>();
    }

    private Result<RefitModel> Dense()
    {
        var (structure, notes) = (step.Analysed.Structure, new RefitNotes());
        var edits = DenseRefit.Run(
            original, ConsumerCut.Of(original, structure, step.Plan), step.Prepared.Moments, recipe.Reconstruction, notes);
        return Result<RefitModel>.Ok(
            new RefitModel(RefitCut.Apply(original, structure, step.Plan, edits), step.Plan), [.. notes.Diagnostics]);
    }

    private Result<RefitModel> Branches()
    {
        var structure = step.Analysed.Structure;
        var cut = GraphCutter.Cut(original, structure, step.Plan);
        var analysed = bench.Analyse(cut);
        if (!analysed.IsOk)
            return analysed.As<RefitModel>();
        var refit = new SequentialRefit(cut, analysed.Value, recipe, bench) { IsLacking = true };
        var whole = new BranchRefit(original, step.Plan, structure).Of(cut, analysed.Value.Structure);
        var result = refit.Run(whole, null, Ask(memory?.Taught));
        return result.IsOk ? Result<RefitModel>.Ok(new RefitModel(result.Value.Model, step.Plan), [.. refit.Notes]) : result;
    }

    private Result<RefitModel> BeforeCut()
    {
        var recovery = new RecoveryBeforeCut(original, step.Analysed, recipe, bench);
        var recovered = recovery.Run(step.Plan, Ask(memory?.Taught));
        return recovered.IsOk ? Result<RefitModel>.Ok(recovered.Value, [.. recovery.Notes]) : recovered;
    }

    private Result<RefitModel> Sequential(StepwisePlanner? planner, Teacher teacher)
    {
        var refit = new SequentialRefit(original, step.Analysed, recipe, bench);
        var result = refit.Run(step.Plan, planner, teacher);
        return result.IsOk ? Result<RefitModel>.Ok(result.Value, [.. refit.Notes]) : result;
    }

    private Result<RefitModel> Stepwise(StepMemory known)
    {
        return step.Timed is { } timed
            ? StepwiseTiming.Run(step.Latency!, timed, step.Analysed.Structure, recipe, Run)
            : Run(ByCost);

        Result<RefitModel> Run(Func<IReadOnlyList<GroupChoices>, Allocation> allocate)
        {
            var teacher = known.Answers?.Teacher ?? Ask(null);
            var planner = bench.Clock.Part(
                "of it scoring", () => StepwisePlanner.Create(Divided(recipe, allocate), bench, teacher, known.Answers?.Scores));
            if (!planner.IsOk)
                return planner.As<RefitModel>();
            if (teacher.IsWhole && planner.Value.OriginalScores is { } scores)
                known.Answers ??= new StepwiseAnswers(teacher, scores);
            return Sequential(planner.Value, teacher);
        }
    }

    private DividedStep Divided(PruneRecipe divided, Func<IReadOnlyList<GroupChoices>, Allocation> allocate) =>
        new(original, step.Analysed, step.Prepared.Groups, divided, allocate);

    private Allocation ByCost(IReadOnlyList<GroupChoices> choices) =>
        Planner.Allocate(step.Analysed.Structure, choices, recipe.Budget, recipe.Allocation);

    private Teacher Ask(TeacherMemory? taught) =>
        new(original, step.Analysed.Probe.Facts, bench.Batches, new SegmentRunner(bench.Device), taught);
}
