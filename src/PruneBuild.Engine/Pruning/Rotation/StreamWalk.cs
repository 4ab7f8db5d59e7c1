using PruneBuild.Diagnostics;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Rotation;

/// <summary>
/// Gives each group of positions of the stream its basis, one after the other: the principal directions of what the model puts
/// there whose earlier positions have been turned and sliced. Each batch goes through each node twice: to see a position, and to
/// go on from it once it is sliced.
/// </summary>
/// <param name="form">The form.</param>
/// <param name="analysed">Its structure.</param>
/// <param name="groups">The positions' groups.</param>
/// <param name="plan">How many directions stay.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class StreamWalk(
    RotatableForm form, AnalysedModel analysed, IReadOnlyList<StreamGroup> groups, PrunePlan plan, Workbench bench)
{
    /// <summary>The stage, for people who wait.</summary>
    public const string Stage = "rotating";

    private readonly SegmentRunner runner = new(bench.Device);

    /// <summary>The rotated model, not yet sliced, and the plan with the share of energy that each slice loses.</summary>
    public Result<(OnnxModel Rotated, PrunePlan Plan)> Run()
    {
        var (rotated, at, sliced) = (form.Model, Frontier.Start(bench.Batches), new List<KeptUnits>());
        var options = bench.Moments(analysed.Probe.Facts, form.Model);
        for (var i = 0; i < groups.Count; i++)
        {
            bench.Clock.Report(Stage, (double)i / groups.Count);
            var (group, positions) = groups[i];
            var current = GraphCutter.Cut(rotated, analysed.Structure, new PrunePlan(sliced.ToValueList()));
            var measured = runner.Measure(
                at, current, i == 0 ? [] : [groups[i - 1].Positions[0]], analysed.Probe.Facts,
                [.. positions.Select(position => Tap(group, position))], options, cancellation: bench.Cancellation);
            if (!measured.IsOk)
                return measured.As<(OnnxModel, PrunePlan)>();
            at = measured.Value.Frontier;
            if (StreamBasis.Of([.. measured.Value.Moments.Values.Select(moments => moments.Gram!)], form.Centres) is not { } basis)
                return Result<(OnnxModel, PrunePlan)>.Fail(
                    DiagnosticCatalog.StatisticsNotFinite, null, positions[0], "the calibration data");
            rotated = BasisChange.Apply(rotated, group, basis.Directions);
            if (plan.Groups.FirstOrDefault(kept => kept.GroupId == group.Id) is { } kept)
                sliced.Add(kept with { Loss = basis.Lost(kept.Kept.Count) });
        }

        return Result<(OnnxModel, PrunePlan)>.Ok((rotated, new PrunePlan(sliced.ToValueList())));
    }

    private static MomentRequest Tap(PruneGroup group, string position) =>
        new(group.Consumers.First(consumer => consumer.Tap == position), MomentDetail.Gram);
}
