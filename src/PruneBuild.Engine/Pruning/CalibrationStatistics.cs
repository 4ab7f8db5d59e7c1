using PruneBuild.Diagnostics;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning;

/// <summary>Measures, in one pass over the data, all that is asked for at the taps of the original model.</summary>
internal static class CalibrationStatistics
{
    /// <summary>Moments of all features of each consumer, by its node.</summary>
    /// <remarks>One consumer may be asked for more than once; it is measured once, with the most detail.</remarks>
    public static Result<IReadOnlyDictionary<string, Moments>> Collect(
        OnnxModel model, ShapeFacts facts, IEnumerable<MomentRequest> requests, IReadOnlyList<Batch> batches, Device device,
        IProgress<int>? progress, CancellationToken cancellation)
    {
        var merged = Merge(requests);
        if (merged.Length == 0)
            return Result<IReadOnlyDictionary<string, Moments>>.Ok(new Dictionary<string, Moments>());
        var instrumented = MomentGraph.Instrument(model, facts, merged, new MomentOptions(RowMaskShapes.InProbe(facts, model, batches)));
        if (!instrumented.IsOk)
            return instrumented.As<IReadOnlyDictionary<string, Moments>>();
        var opened = ModelSession.Open(instrumented.Value.Model, device, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return opened.As<IReadOnlyDictionary<string, Moments>>();
        using var session = opened.Value;
        var collected = MomentCollector.Collect(session, instrumented.Value, batches, null, progress, cancellation);
        return collected.IsOk
            ? Result<IReadOnlyDictionary<string, Moments>>.Ok(collected.Value.ToDictionary(pair => pair.Key.Consumer.Node, pair => pair.Value))
            : collected.As<IReadOnlyDictionary<string, Moments>>();
    }

    /// <summary>One request for each consumer, seen whole, with the most detail that anyone asked for.</summary>
    private static MomentRequest[] Merge(IEnumerable<MomentRequest> requests) =>
    [
        .. requests.GroupBy(request => request.Consumer.Node).Select(same => new MomentRequest(
            ConsumerCut.Whole(same.First().Consumer), same.Max(request => request.Detail))),
    ];
}
