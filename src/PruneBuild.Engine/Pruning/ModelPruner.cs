using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>Does to a model what its entry in the manifest says: every step under <c>prune</c>, in order.</summary>
internal static class ModelPruner
{
    /// <summary>Prunes a model.</summary>
    /// <param name="model">The original.</param>
    /// <param name="entry">Its entry.</param>
    /// <param name="seed">Seed of everything that is drawn.</param>
    /// <param name="bench">Data, and where to run.</param>
    /// <param name="memory">What an earlier call found out for the same model and entry with other budgets; null for nothing.</param>
    /// <param name="checkpoints">Where trainings note how far they are, and go on from; null to do neither.</param>
    public static Result<PrunedModel> Prune(
        OnnxModel model, ModelEntry entry, int seed, Workbench bench, StepMemory? memory = null, RecoveryCheckpoints? checkpoints = null)
    {
        bench = bench with { Read = model };
        var asked = entry.Prune.Select((step, number) => StepRun.Of(step, seed, bench, checkpoints?.OfStep(number))).ToArray();
        if (asked.Any(step => !step.IsOk))
            return Result<PrunedModel>.Fail([.. asked.SelectMany(step => step.Diagnostics)]);
        var inlined = PrunableForm.Of(model);
        // Told before the first step runs, which may take an hour.
        if (asked.SelectMany(step => step.Value!.Problems(inlined)).ToArray() is { Length: > 0 } problems)
            return Result<PrunedModel>.Fail(problems);
        var (current, steps) = (StepInput.Of(inlined), new List<PruneOutcome>());
        foreach (var step in asked)
        {
            var outcome = step.Value!.Run(current, steps.Count == 0 ? memory : null);
            if (!outcome.IsOk)
                return outcome.As<PrunedModel>();
            steps.Add(outcome.Value);
            current = current.After(outcome.Value);
        }

        if (entry.Prune[^1].Compact is { Value: true } compact)
        {
            var keep = entry.Prune[^1].Keep.Select(glob => glob.Value).ToValueList();
            var compacted = new Compactor(bench.At(compact.Span), keep).Compact(current.Model, steps.Any(step => step.Masks is not null));
            if (!compacted.IsOk)
                return compacted.As<PrunedModel>();
            steps.Add(compacted.Value);
            current = current.After(compacted.Value);
        }

        var pruned = new PrunedModel(ShippedForm.Of(bench.Fused(current.Model), bench.Device), steps.ToValueList());
        var notes = steps.SelectMany(step => step.Notes);
        var stored = entry.Output.Storage.Value == OutputStorage.SparseInitializers
            ? StoredSparse(pruned, [.. notes], entry.Output.Storage.Span)
            : Result<PrunedModel>.Ok(pruned, [.. notes]);
        return Result<PrunedModel>.Ok(
            stored.Value! with { Model = SparseInitializers.Again(stored.Value.Model, model) }, stored.Diagnostics);
    }

    private static Result<PrunedModel> StoredSparse(PrunedModel pruned, IReadOnlyList<Diagnostic> notes, SourceSpan place)
    {
        var masked = pruned.Steps.SelectMany(step => step.Masks?.Weights ?? []).Select(weight => weight.Tensor).ToHashSet();
        var stored = SparseStorage.Apply(ConstantsAsInitializers.Apply(pruned.Model, masked), masked, place);
        return Result<PrunedModel>.Ok(
            pruned with { Model = stored.Value!.Model, Stored = stored.Value }, [.. notes, .. stored.Diagnostics]);
    }

    /// <summary>What the first step would cut; later steps depend on its result.</summary>
    public static Result<PlannedCut> Plan(OnnxModel model, ModelEntry entry, int seed, Workbench bench)
    {
        var step = StepRun.Of(entry.Prune[0], seed, bench with { Read = model });
        if (!step.IsOk)
            return step.As<PlannedCut>();
        var inlined = PrunableForm.Of(model);
        return step.Value.Problems(inlined) is { Count: > 0 } problems
            ? Result<PlannedCut>.Fail([.. problems])
            : step.Value.Plan(inlined);
    }
}

/// <summary>A model after all steps of its entry.</summary>
/// <param name="Model">The pruned model.</param>
/// <param name="Steps">What each step did, in order.</param>
public sealed record PrunedModel(OnnxModel Model, ValueList<PruneOutcome> Steps)
{
    /// <summary>Every weight that was masked, once, as the last step that masked it left it:
    /// no step brings back what an earlier one took.</summary>
    public IReadOnlyList<MaskedWeight> Masked =>
        [.. Steps.SelectMany(step => step.Masks?.Weights ?? []).GroupBy(weight => weight.Tensor).Select(steps => steps.Last())];

    /// <summary>What storing masked weights sparse came to; null when that was not asked for.</summary>
    public SparselyStored? Stored { get; init; }

    /// <summary>What the pruned model costs.</summary>
    /// <remarks>Counted on the model: a refit and a recovery add biases that no plan knows.</remarks>
    /// <param name="bench">Data to price work with, and where to run.</param>
    internal Result<CostModel> Cost(Workbench bench)
    {
        var analysed = bench.Analyse(Steps[^1].Pruned);
        return analysed.IsOk ? Result<CostModel>.Ok(analysed.Value.Structure.Cost) : analysed.As<CostModel>();
    }
}
