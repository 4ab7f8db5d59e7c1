using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Inference.Segments;

/// <summary>
/// Runs a model piece by piece: each batch goes through each node once, although the model is looked at, and changed, between pieces.
/// </summary>
/// <param name="device">Where to run.</param>
/// <param name="memory">Bytes of live values, and of values to hand out, that a piece leaves in memory; the rest goes to a temporary file.
/// Null for <see cref="ValueKeeper.DefaultLimit" />.</param>
public sealed class SegmentRunner(Device device, long? memory = null)
{
    private const long GarbageBytes = 96L << 20;
    private long alive;

    /// <summary>Where it runs.</summary>
    public Device Device => device;

    /// <summary>Runs all batches from a frontier until these values are computed.</summary>
    /// <param name="from">Where the batches are; it stays as it is.</param>
    /// <param name="model">The model; nodes that have run must be those of the earlier pieces.</param>
    /// <param name="upTo">Values to compute; what later nodes read then becomes the new frontier.</param>
    /// <param name="wanted">Values to hand out for each batch; they may lie beyond <paramref name="upTo" />.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>The new frontier, and the wanted values; or ONNX Runtime's refusal of the piece,
    /// or PB3005 for a batch that does not run.</returns>
    public Result<SegmentRun> Advance(
        Frontier from,
        OnnxModel model,
        IReadOnlyCollection<string> upTo,
        IReadOnlyCollection<string>? wanted = null,
        CancellationToken cancellation = default)
    {
        var plan = SegmentPlan.Create(model, from, upTo);
        var (handedOut, keeper) = (new List<IReadOnlyDictionary<string, Tensor>>(), new ValueKeeper(memory));
        var next = Run(from, plan, model, wanted ?? [], wanted ?? [], null, HandOut, cancellation);
        return next.IsOk
            ? Result<SegmentRun>.Ok(new SegmentRun(next.Value, handedOut.ToValueList()))
            : next.As<SegmentRun>();

        Diagnostic? HandOut(Batch batch, IReadOnlyDictionary<string, Tensor> values)
        {
            handedOut.Add(keeper.Keep((wanted ?? []).ToDictionary(name => name, name => values[name])));
            return null;
        }
    }

    /// <summary>The same, and computes second moments on the way: one pass serves the piece up to the frontier
    /// and the taps beyond it.</summary>
    /// <param name="from">Where the batches are.</param>
    /// <param name="model">The model, with extra inputs and nodes for targets where requests name them.</param>
    /// <param name="upTo">Values to compute for the new frontier; it may lie before the taps, so that their nodes can still change.</param>
    /// <param name="facts">Shapes of the model's values.</param>
    /// <param name="requests">The moments.</param>
    /// <param name="options">Padding and sub-sampling.</param>
    /// <param name="extras">More inputs for each batch, by its position, for extra inputs of the model.</param>
    /// <param name="also">Values of the same pass that the caller looks at.</param>
    /// <param name="apart">Positions of batches whose moments are summed by themselves too; null for none.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>Frontier and moments; or PB3004, PB3005, PB3007, PB3009.</returns>
    public Result<MeasuredRun> Measure(
        Frontier from,
        OnnxModel model,
        IReadOnlyCollection<string> upTo,
        ShapeFacts facts,
        IReadOnlyCollection<MomentRequest> requests,
        MomentOptions? options = null,
        Func<int, IReadOnlyDictionary<string, Tensor>>? extras = null,
        Observation? also = null,
        IReadOnlyCollection<int>? apart = null,
        CancellationToken cancellation = default)
    {
        var plan = SegmentPlan.Create(model, from, upTo);
        var instrumented = MomentGraph.Instrument(model, facts, requests, options, [.. plan.New.Union(also?.Values ?? [])]);
        if (!instrumented.IsOk)
            return instrumented.As<MeasuredRun>();
        var all = new MomentAccumulator(instrumented.Value);
        var (some, number) = (apart is { Count: > 0 } ? new MomentAccumulator(instrumented.Value) : null, 0);
        string[] outputs = [.. instrumented.Value.Outputs, .. also?.Values ?? []];
        var next = Run(from, plan, instrumented.Value.Model, outputs, [], extras, Accumulate, cancellation);
        return next.IsOk
            ? Result<MeasuredRun>.Ok(new MeasuredRun(next.Value, all.ToMoments(), some?.ToMoments()))
            : next.As<MeasuredRun>();

        Diagnostic? Accumulate(Batch batch, IReadOnlyDictionary<string, Tensor> values)
        {
            also?.See(values);
            var isApart = apart?.Contains(number++) == true;
            return (all.Add(values) ?? (isApart ? some?.Add(values) : null)) is { } tap
                ? DiagnosticCatalog.StatisticsNotFinite.At(null, tap, batch.Words)
                : null;
        }
    }

    private Result<Frontier> Run(
        Frontier from,
        SegmentPlan plan,
        OnnxModel model,
        IReadOnlyCollection<string> observed,
        IReadOnlyCollection<string> kept,
        Func<int, IReadOnlyDictionary<string, Tensor>>? extras,
        Func<Batch, IReadOnlyDictionary<string, Tensor>, Diagnostic?> observe,
        CancellationToken cancellation)
    {
        var (live, keeper) = (from.Values.ToHashSet(), new ValueKeeper(memory));
        var outputs = observed.Concat(plan.New).Distinct().Where(name => !live.Contains(name)).ToList();
        if (outputs.Count == 0 || from.Batches.Count == 0)
        {
            // What is wanted is live already: nothing runs, and it is handed out all the same.
            return from.Batches.Select(batch => observe(batch, batch.Inputs)).FirstOrDefault(problem => problem is not null) is { } wrong
                ? Result<Frontier>.Fail(wrong)
                : Result<Frontier>.Ok(
                    new Frontier(from.Batches.Select(batch => Next(batch, plan, batch.Inputs, keeper)).ToValueList(), plan.Done));
        }

        return SessionWork.Within(Segment(from, model, outputs), device, SessionSettings.Reproducible, Through);

        Result<Frontier> Through(ModelSession session)
        {
            CollectWhatEarlierPiecesLeft();
            var next = new List<Batch>();
            var copied = kept.Concat(plan.New).ToHashSet();
            var fed = from.Batches.Select((batch, i) => batch with { Inputs = Feed(batch, extras?.Invoke(i)) });
            foreach (var (batch, values) in OutputStream.Lend(session, fed, outputs, cancellation))
            {
                var known = Union(
                    batch.Inputs,
                    values.ToDictionary(pair => pair.Key, pair => copied.Contains(pair.Key) ? pair.Value.Copy() : pair.Value));
                if (observe(batch, known) is { } problem)
                    return Result<Frontier>.Fail(problem);
                next.Add(Next(batch, plan, known, keeper));
            }

            return Result<Frontier>.Ok(new Frontier(next.ToValueList(), plan.Done));
        }
    }

    /// <summary>What a piece works on are a few very large arrays, dead when the next piece begins. Left to itself the collector lets
    /// gigabytes of them gather; with so few objects alive, asking costs milliseconds.</summary>
    private void CollectWhatEarlierPiecesLeft()
    {
        if (GC.GetTotalMemory(forceFullCollection: false) < alive + GarbageBytes)
            return;
        GC.Collect();
        alive = GC.GetTotalMemory(forceFullCollection: false);
    }

    private static OnnxModel Segment(Frontier from, OnnxModel model, IReadOnlyCollection<string> outputs)
    {
        var inputs = from.Batches[0].Inputs.ToDictionary(pair => pair.Key, pair => (pair.Value.Type, pair.Value.Rank));
        return SubgraphExtraction.Extract(
            model, inputs.Keys, [.. outputs], value => inputs.TryGetValue(value, out var known) ? known : null);
    }

    private static Dictionary<string, Tensor> Feed(Batch batch, IReadOnlyDictionary<string, Tensor>? extras)
    {
        var inputs = extras is null ? new Dictionary<string, Tensor>(batch.Inputs) : Union(batch.Inputs, extras);
        inputs[InstrumentedModel.RowMaskInput] = batch.RowsThatCount;
        return inputs;
    }

    private static Dictionary<string, Tensor> Union(IReadOnlyDictionary<string, Tensor> first, IReadOnlyDictionary<string, Tensor> second)
    {
        var union = new Dictionary<string, Tensor>(first);
        foreach (var (name, tensor) in second)
            union[name] = tensor;
        return union;
    }

    private static Batch Next(Batch batch, SegmentPlan plan, IReadOnlyDictionary<string, Tensor> known, ValueKeeper keeper) =>
        batch with { Inputs = keeper.Keep(plan.Kept.Concat(plan.New).ToDictionary(name => name, name => known[name])) };
}
