using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>
/// <c>recover: statistics</c>: channels get the mean and the deviation that they should have, front to back, each site on the
/// model as mended so far, masks kept. Running statistics of a BatchNormalization become those of the pruned model; outputs of
/// other weights get the original's.
/// </summary>
/// <remarks>
/// BatchNorm re-estimation and "statcorr" of Frantar, Alistarh, Optimal Brain Compression (NeurIPS 2022, arXiv 2208.11580). A fifth of the
/// batches is held out, and a channel that comes no nearer to the original's there stays as it is.
/// </remarks>
/// <param name="original">The model before any pruning.</param>
/// <param name="originalFacts">Shapes of its values.</param>
/// <param name="facts">Shapes of the pruned model's values.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class StatisticsCorrector(OnnxModel original, ShapeFacts originalFacts, ShapeFacts facts, Workbench bench)
{
    /// <summary>The word in prune.yaml.</summary>
    public const string Name = "statistics";

    /// <summary>The stage, for people who wait.</summary>
    public const string Stage = "correcting statistics";

    private const double HeldOutShare = 0.2;

    private readonly SegmentRunner runner = new(bench.Device);

    /// <summary>Corrects a model.</summary>
    /// <param name="pruned">The pruned model.</param>
    /// <param name="original">The model before any pruning.</param>
    /// <param name="bench">Data, and where to run.</param>
    public static Result<RecoveredModel> Correct(OnnxModel pruned, OnnxModel original, Workbench bench)
    {
        if (bench.Batches.Count == 0)
            return Result<RecoveredModel>.Fail(NoCalibration.ForRecovery(bench.Place, Name));
        var (now, before) = (bench.Probe(pruned), bench.Probe(original));
        if (!now.IsOk || !before.IsOk)
            return (now.IsOk ? before : now).As<RecoveredModel>();
        var corrected = new StatisticsCorrector(original, before.Value.Facts, now.Value.Facts, bench).Run(pruned);
        return corrected.IsOk ? corrected : corrected.As<RecoveredModel>(bench.Place);
    }

    /// <summary>Corrects every site.</summary>
    /// <param name="pruned">The pruned model.</param>
    /// <returns>The model; or PB2063 when it has no site.</returns>
    public Result<RecoveredModel> Run(OnnxModel pruned)
    {
        var sites = CorrectionSite.Of(pruned, facts, MaskableWeights.Find(pruned, facts))
            .Where(site => !site.NeedsOriginal || IsComparable(site)).ToArray();
        if (sites.Length == 0)
            return Result<RecoveredModel>.Fail(DiagnosticCatalog.NothingToCorrect, null);
        var (student, teacher) =
            (new Walk(pruned, Frontier.Start(bench.Batches), []), new Walk(original, Frontier.Start(bench.Batches), []));
        var (judged, report) = (new Judge(bench.Batches), new RecoveryReport(0, 0, 0, 0, 0));
        foreach (var (number, site) in sites.Index())
        {
            bench.Cancellation.ThrowIfCancellationRequested();
            bench.Clock.Report(Stage, (double)number / sites.Length);
            var now = Look(student, site);
            var then = IsComparable(site) ? Look(teacher, site) : null;
            if (!now.IsOk)
                return now.As<RecoveredModel>();
            if (then is { IsOk: false })
                return then.As<RecoveredModel>();
            if (then?.Value is { } reached)
                teacher = teacher with { At = reached.Frontier, Behind = [site.Value] };
            var verdict = judged.Of(site, now.Value.Wanted, then?.Value?.Wanted);
            student = new Walk(verdict.Corrects ? site.Apply(student.Model, verdict.Map) : student.Model, now.Value.Frontier, [site.Value]);
            report = report with
            {
                Parameters = report.Parameters + (2 * verdict.Corrected),
                Steps = report.Steps + (verdict.Corrects ? 1 : 0),
                LossBefore = report.LossBefore + (verdict.Before / sites.Length),
                LossAfter = report.LossAfter + (verdict.After / sites.Length),
            };
        }

        return Result<RecoveredModel>.Ok(RecoveredModel.Of(student.Model, report));
    }

    private bool IsComparable(CorrectionSite site) =>
        originalFacts.Find(site.Value) is { } before && Equals(facts.Find(site.Value)?.Shape, before.Shape);

    private Result<SegmentRun> Look(Walk walk, CorrectionSite site) =>
        runner.Advance(walk.At, walk.Model, walk.Behind, [site.Value], cancellation: bench.Cancellation);

    /// <summary>A model and where the batches are in it: before the values that were corrected last.</summary>
    private sealed record Walk(OnnxModel Model, Frontier At, IReadOnlyCollection<string> Behind);

    /// <summary>Fits maps on four fifths of the batches, and judges them on the last.</summary>
    private sealed class Judge(IReadOnlyList<Batch> batches)
    {
        private readonly HashSet<int> apart = batches.Count > 1 ? [.. EvenSpread.Of(batches.Count, HeldOutShare)] : [];

        public Verdict Of(
            CorrectionSite site, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> now,
            IReadOnlyList<IReadOnlyDictionary<string, Tensor>>? then)
        {
            var statistics = ChannelStatistics.Of(Fitted(site, now), site.Axis);
            var map = site.Map(statistics, then is null ? null : ChannelStatistics.Of(Fitted(site, then), site.Axis));
            if (then is null)
                return new Verdict(map, map.Factors.Length, 0, 0);
            var same = new ChannelMap([.. map.Factors.Select(_ => 1.0)], new double[map.Factors.Length]);
            var (before, after) = (Distances(site, now, then, same), Distances(site, now, then, map));
            bool[] better = [.. before.Zip(after, (old, mended) => mended < old)];
            var energy = Math.Max(
                Distances(site, then, then, new ChannelMap(new double[map.Factors.Length], new double[map.Factors.Length])).Sum(),
                double.Epsilon);
            return new Verdict(
                map.Where(better), better.Count(flag => flag), before.Sum() / energy, before.Zip(after, Math.Min).Sum() / energy);
        }

        private IEnumerable<(Tensor, Tensor)> Fitted(CorrectionSite site, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> values) =>
            values.Index().Where(pair => !apart.Contains(pair.Index)).Select(
                pair => (pair.Item[site.Value], Rows(pair.Index, pair.Item[site.Value])));

        private double[] Distances(
            CorrectionSite site, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> now,
            IReadOnlyList<IReadOnlyDictionary<string, Tensor>> then, ChannelMap map) =>
            ChannelStatistics.Distances(
                now.Index().Where(pair => apart.Count == 0 || apart.Contains(pair.Index))
                    .Select(pair => (pair.Item[site.Value], then[pair.Index][site.Value], Rows(pair.Index, pair.Item[site.Value]))),
                map, site.Axis);

        private Tensor Rows(int batch, Tensor value) => RowWeights.Of(batches[batch].RowMask, value.Shape.Span);
    }

    /// <summary>What is done at a site.</summary>
    /// <param name="Map">Channels that gain nothing stay.</param>
    /// <param name="Corrected">How many channels gain.</param>
    /// <param name="Before">Held-out squared distance from the original, relative to its energy.</param>
    /// <param name="After">The same afterwards.</param>
    private sealed record Verdict(ChannelMap Map, int Corrected, double Before, double After)
    {
        public bool Corrects => Corrected > 0;
    }
}
