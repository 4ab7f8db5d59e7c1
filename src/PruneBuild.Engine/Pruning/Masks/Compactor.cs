using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Compaction;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Cuts the units that masks left nothing of: the model computes the same, and is smaller for it.</summary>
public static class Compactor
{
    /// <summary>Compacts a model.</summary>
    /// <param name="model">The model, masked and recovered.</param>
    /// <param name="batches">Calibration data, to price work at the average size of a record; empty to price the probe's sizes.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="keep">Globs of groups that stay whole.</param>
    /// <param name="masked">Whether anything was masked, for messages.</param>
    /// <param name="place">The line of the manifest that asked, for messages.</param>
    /// <param name="progress">Told what is being done.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    /// <returns>The cut model, which ran beside the one given and answered the same; the model as it is, with a warning, when no unit is silent.</returns>
    public static Result<PruneOutcome> Compact(
        OnnxModel model, IReadOnlyList<Batch> batches, Device device, ValueList<string> keep, bool masked = true, SourceSpan? place = null,
        IProgress<Stage>? progress = null, CancellationToken cancellation = default)
    {
        var clock = new StageClock(progress);
        var compacted = clock.Time("compacting", () => Cut(model, batches, device, keep, masked, place, cancellation));
        return compacted.IsOk ? Result<PruneOutcome>.Ok(compacted.Value with { Timings = clock.Timings }) : compacted;
    }

    private static Result<PruneOutcome> Cut(
        OnnxModel model, IReadOnlyList<Batch> batches, Device device, ValueList<string> keep, bool masked, SourceSpan? place, CancellationToken cancellation)
    {
        var analysed = Analyse(model, batches, device);
        if (!analysed.IsOk)
            return analysed.As<PruneOutcome>();
        var plan = Plan(model, analysed.Value, batches, device, keep, cancellation);
        if (!plan.IsOk)
            return plan.As<PruneOutcome>();
        var structure = analysed.Value.Structure;
        if (plan.Value.Groups.Count == 0)
        {
            var nothing = DiagnosticCatalog.NothingToCompact.At(place, structure.Groups.Sum(group => group.Units), structure.Groups.Count, structure.Refusals.Count,
                masked ? "Ask for more 'sparsity', or remove 'compact'" : "No step masks weights ('remove: { sparsity: … }'): remove 'compact'");
            return Result<PruneOutcome>.Ok(new PruneOutcome(model, plan.Value, structure, "compact", [], [nothing]));
        }

        var cut = GraphCutter.Cut(model, structure, plan.Value);
        return CutProof.Check(model, cut, analysed.Value, PrunePlan.Empty, device) is { } wrong
            ? Result<PruneOutcome>.Fail(wrong)
            : Result<PruneOutcome>.Ok(new PruneOutcome(cut, plan.Value, structure, "compact", [], []));
    }

    /// <summary>Silent units, and those that fall silent once these are gone, until there are none.</summary>
    private static Result<PrunePlan> Plan(
        OnnxModel model, AnalysedModel first, IReadOnlyList<Batch> batches, Device device, ValueList<string> keep, CancellationToken cancellation)
    {
        var (plan, current, analysed) = (PrunePlan.Empty, model, first);
        var may = first.Structure.Groups.Where(group => !keep.Any(glob => GroupFilter.Matches(glob, group.Id))).ToArray();
        while (true)
        {
            cancellation.ThrowIfCancellationRequested();
            var more = SilentUnits.Of(current, analysed.Probe.Facts, analysed.Structure);
            var next = PackedBlocks.Complete(model, first.Structure, plan.Then(Known(more, plan, may)));
            if (next.Equals(plan))
                return Result<PrunePlan>.Ok(plan);
            (plan, current) = (next, GraphCutter.Cut(model, first.Structure, next));
            var again = Analyse(current, batches, device);
            if (!again.IsOk)
                return again.As<PrunePlan>();
            analysed = again.Value;
        }
    }

    /// <summary>What is found in groups that may be cut, and that the model before any cut has too, with as many units as the plan so far left them.</summary>
    private static PrunePlan Known(PrunePlan more, PrunePlan plan, IReadOnlyList<PruneGroup> may)
    {
        var kept = plan.KeptCounts();
        var left = may.ToDictionary(group => group.Id, group => kept.GetValueOrDefault(group.Id, group.Units));
        return new PrunePlan(more.Groups.Where(group => left.GetValueOrDefault(group.GroupId) == group.Units).ToValueList());
    }

    private static Result<AnalysedModel> Analyse(OnnxModel model, IReadOnlyList<Batch> batches, Device device) =>
        StructureAnalysis.Analyse(model, batches.Count > 0 ? batches : null, device);
}
