using PruneBuild.Diagnostics;
using PruneBuild.Engine.Reporting;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Compaction;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>Cuts the units that masks left nothing of: the model computes the same, and is smaller for it.</summary>
/// <param name="bench">Data to price work, and where to run.</param>
/// <param name="keep">Globs of groups that stay whole.</param>
internal sealed class Compactor(Workbench bench, ValueList<string> keep)
{
    private readonly Workbench bench = bench.Afresh();

    /// <summary>Compacts a model.</summary>
    /// <param name="model">The model, masked and recovered.</param>
    /// <param name="masked">Whether anything was masked, for messages.</param>
    /// <returns>The cut model, which ran beside the one given and answered the same; the model as it is, with a warning,
    /// when no unit is silent.</returns>
    public Result<PruneOutcome> Compact(OnnxModel model, bool masked = true)
    {
        var compacted = bench.Clock.Time("compacting", () => Cut(model, masked));
        return compacted.IsOk ? Result<PruneOutcome>.Ok(compacted.Value with { Timings = bench.Clock.Timings }) : compacted;
    }

    private Result<PruneOutcome> Cut(OnnxModel model, bool masked)
    {
        var analysed = Analyse(model);
        if (!analysed.IsOk)
            return analysed.As<PruneOutcome>();
        var plan = Plan(model, analysed.Value);
        if (!plan.IsOk)
            return plan.As<PruneOutcome>();
        var structure = analysed.Value.Structure;
        if (plan.Value.Groups.Count == 0)
            return Result<PruneOutcome>.Ok(new PruneOutcome(model, plan.Value, structure, "compact", [], [Nothing(structure, masked)]));
        var cut = GraphCutter.Cut(model, structure, plan.Value);
        return CutProof.Check(model, cut, analysed.Value, PrunePlan.Empty, bench) is { } wrong
            ? Result<PruneOutcome>.Fail(wrong)
            : Result<PruneOutcome>.Ok(new PruneOutcome(cut, plan.Value, structure, "compact", [], []));
    }

    private Diagnostic Nothing(ModelStructure structure, bool masked) => DiagnosticCatalog.NothingToCompact.At(
        bench.Place, Amount.Of(structure.Groups.Sum(group => group.Units), "unit"),
        Amount.Of(structure.Groups.Count, "group"), Amount.Of(structure.Refusals.Count, "other dimension"),
        masked ? "Ask for more 'sparsity', or remove 'compact'" : "No step masks weights ('remove: { sparsity: … }'): remove 'compact'");

    /// <summary>Silent units, and those that fall silent once these are gone, until there are none.</summary>
    private Result<PrunePlan> Plan(OnnxModel model, AnalysedModel first)
    {
        var (plan, current, analysed) = (PrunePlan.Empty, model, first);
        var may = first.Structure.Groups.Where(group => !keep.Any(glob => Glob.MatchesId(glob, group.Id))).ToArray();
        while (true)
        {
            bench.Cancellation.ThrowIfCancellationRequested();
            var more = SilentUnits.Of(current, analysed.Probe.Facts, analysed.Structure);
            var next = PackedBlocks.Complete(model, first.Structure, plan.Then(Known(more, plan, may)));
            if (next.Equals(plan))
                return Result<PrunePlan>.Ok(plan);
            (plan, current) = (next, GraphCutter.Cut(model, first.Structure, next));
            var again = Analyse(current);
            if (!again.IsOk)
                return again.As<PrunePlan>();
            analysed = again.Value;
        }
    }

    /// <summary>What is found in groups that may be cut, and that the model before any cut has too,
    /// with as many units as the plan so far left them.</summary>
    private static PrunePlan Known(PrunePlan more, PrunePlan plan, IReadOnlyList<PruneGroup> may)
    {
        var kept = plan.KeptCounts();
        var left = may.ToDictionary(group => group.Id, group => kept.GetValueOrDefault(group.Id, group.Units));
        return new PrunePlan(more.Groups.Where(group => left.GetValueOrDefault(group.GroupId) == group.Units).ToValueList());
    }

    private Result<AnalysedModel> Analyse(OnnxModel model) => bench.Analyse(model);
}
