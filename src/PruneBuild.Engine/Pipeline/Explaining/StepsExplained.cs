using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Engine.Reporting.Plans;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pipeline.Explaining;

/// <summary>Goes through the steps of an entry again and notes why each takes what it takes.</summary>
/// <param name="entry">The entry.</param>
/// <param name="seed">Seed of everything that is drawn.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class StepsExplained(ModelEntry entry, int seed, Workbench bench)
{
    private readonly List<Diagnostic> notes = [];

    /// <summary>What the record of a run tells of the entry: all there is to say when one step cuts structures and nothing
    /// else is cut or masked.</summary>
    /// <returns>The steps; null when the record does not tell.</returns>
    public static ValueList<StepExplanation>? Recorded(ModelEntry entry, PruneRecord record) =>
        entry.Prune.Where(step => step.Remove is not null).ToArray() is [var step]
        && !MaskRecipes.Masks(step)
        && entry.Prune[^1].Compact is not { Value: true }
            ? [Cutting(step, record.Cuts, record.Criterion.Length > 0 ? record.Criterion : null)]
            : null;

    /// <summary>Each step that removes something. Masks are made; structures are planned where nothing follows and a plan says which units
    /// go, and are else cut as a run cuts them. What comes after the last of them, such as recovery, is not done.</summary>
    public Result<ValueList<StepExplanation>> Of(OnnxModel original)
    {
        var last = entry.Prune.Select((step, i) => (step, i)).Where(pair => pair.step.Remove is not null)
            .Select(pair => pair.i).DefaultIfEmpty(-1).Max();
        var inlined = PrunableForm.Of(original);
        var (current, steps) = (StepInput.Of(inlined), new List<StepExplanation>());
        for (var i = 0; i <= last; i++)
        {
            var step = entry.Prune[i];
            if (MaskRecipes.Masks(step))
            {
                var masked = Masking(step, current);
                if (!masked.IsOk)
                    return masked.As<ValueList<StepExplanation>>();
                steps.Add(masked.Value);
                if (i == last)
                    break;
            }

            var run = StepRun.Of(step, seed, bench);
            if (!run.IsOk)
                return run.As<ValueList<StepExplanation>>();
            if (i == last && run.Value.Settled == SettledPart.Units)
            {
                var cut = run.Value.Plan(current.Model);
                if (!cut.IsOk)
                    return cut.As<ValueList<StepExplanation>>();
                notes.AddRange(cut.Diagnostics);
                steps.Add(Cutting(step, cut.Value.Plan.Groups, cut.Value.Criterion));
                break;
            }

            var outcome = run.Value.Run(current, null);
            if (!outcome.IsOk)
                return outcome.As<ValueList<StepExplanation>>();
            if (step.Remove is not null && !MaskRecipes.Masks(step))
            {
                notes.AddRange(outcome.Value.Notes);
                steps.Add(Cutting(step, outcome.Value.Plan.Groups, outcome.Value.Criterion, outcome.Value.Winner));
            }

            current = current.After(outcome.Value);
        }

        return Result<ValueList<StepExplanation>>.Ok(steps.ToValueList(), [.. notes]);
    }

    private static StepExplanation Cutting(PruneStep step, IEnumerable<KeptUnits> kept, string? criterion, string? winner = null) =>
        new(StepWords.Of(step, winner), kept.Select(GroupExplanation.Of).ToValueList(), []) { Criterion = criterion };

    private Result<StepExplanation> Masking(PruneStep step, StepInput input)
    {
        var masked = BestMethod.IsAskedBy(step)
            ? With(
                BestMask.Recipes(step, seed), recipes => BestMask.Prune(input.Model, [.. recipes.Select(Explaining)], bench.At(step.Span)))
            : With(MaskRecipes.Of(step, seed), recipe => MaskPruner.Prune(input.Model, Explaining(recipe), bench.At(step.Span)));
        notes.AddRange(masked.IsOk ? masked.Value.Notes : []);
        return masked.IsOk
            ? Result<StepExplanation>.Ok(new StepExplanation(StepWords.Of(step, masked.Value.Winner), [], masked.Value.Masks!.Weights))
            : masked.As<StepExplanation>();

        MaskRecipe Explaining(MaskRecipe recipe) => input.Under(recipe) with { Explains = true };
    }

    private static Result<PruneOutcome> With<TRecipe>(Result<TRecipe> recipe, Func<TRecipe, Result<PruneOutcome>> mask)
        where TRecipe : class => recipe.IsOk ? mask(recipe.Value) : recipe.As<PruneOutcome>();
}
