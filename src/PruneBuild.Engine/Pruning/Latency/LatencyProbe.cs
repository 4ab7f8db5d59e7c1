using PruneBuild.Diagnostics;
using PruneBuild.Inference.Latency;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Rewriting;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Latency;

/// <summary>Times cuts of one model on a device, each in turn with another cut or the whole model, as the app would run them.</summary>
/// <remarks>Weights are sliced, not refit: how long a run takes depends on shapes.</remarks>
/// <param name="model">The model.</param>
/// <param name="structure">What can be cut in it.</param>
/// <param name="inputs">A typical record.</param>
/// <param name="bench">Where to run, and in what form.</param>
internal sealed class LatencyProbe(
    OnnxModel model, ModelStructure structure, IReadOnlyDictionary<string, Tensor> inputs, Workbench bench)
{
    /// <summary>Enough to tell sizes apart; the plan that comes of it is measured again, and for longer.</summary>
    public static readonly LatencySettings Quick = new(WarmUps: 2, LeastRuns: 9, MostRuns: 60, Seconds: 0.5);

    /// <summary>For the plan that is to be believed.</summary>
    public static readonly LatencySettings Thorough = new(WarmUps: 3, LeastRuns: 15, MostRuns: 200, Seconds: 3);

    /// <summary>Times two cuts in turn.</summary>
    /// <param name="first">Kept counts by group; absent means all.</param>
    /// <param name="second">The same of the other.</param>
    /// <param name="settings">For how long.</param>
    public Result<LatencyComparison> Compare(PrunePlan first, PrunePlan second, LatencySettings settings) =>
        Compare(Cut(first), Cut(second), settings);

    /// <summary>Times the whole model in turn with a cut as it would ship.</summary>
    /// <param name="plan">Kept counts by group; absent means all.</param>
    /// <param name="settings">For how long.</param>
    public Result<LatencyComparison> CompareShipped(PrunePlan plan, LatencySettings settings) =>
        Compare(bench.Fused(model), ShippedForm.Of(Cut(plan), bench.Device), settings);

    private Result<LatencyComparison> Compare(OnnxModel first, OnnxModel second, LatencySettings settings) => SessionWork.In(
        first, second, bench.Device, new SessionSettings(),
        (before, after) => LatencyMeter.Compare(before, after, inputs, settings, bench.Cancellation));

    /// <summary>The plan that keeps the first units of each of these groups.</summary>
    public static PrunePlan Keeping(IEnumerable<PruneGroup> groups, int kept) => new(groups.Where(group => kept < group.Units)
        .Select(group => new KeptUnits(group.Id, group.Units, Enumerable.Range(0, kept).ToValueList(), 0)).ToValueList());

    private OnnxModel Cut(PrunePlan plan) => bench.Fused(plan.Groups.Count == 0 ? model : GraphCutter.Cut(model, structure, plan));
}
