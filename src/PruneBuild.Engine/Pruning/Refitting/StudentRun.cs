using PruneBuild.Diagnostics;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>The batches on their way through a model that is cut and refit while they pass.</summary>
/// <param name="original">The model before any cut.</param>
/// <param name="facts">Shapes of its values.</param>
/// <param name="bench">Data, and where to run.</param>
internal sealed class StudentRun(OnnxModel original, ShapeFacts facts, Workbench bench)
{
    private readonly SegmentRunner runner = new(bench.Device);

    /// <summary>Where the batches are.</summary>
    public Frontier At { get; private set; } = Frontier.Start(bench.Batches);

    /// <summary>Runs the model until a consumer that is done with has run.</summary>
    public Result<bool> Pass(OnnxModel student, string consumer)
    {
        var moved = bench.Clock.Part(
            "of it running the cut model", () => runner.Advance(At, student, [consumer], cancellation: bench.Cancellation));
        if (!moved.IsOk)
            return moved.As<bool>();
        At = moved.Value.Frontier;
        return Result<bool>.Ok(true);
    }

    /// <summary>Measures what enters a consumer together with what the consumer should put out.</summary>
    /// <param name="model">The model with the target.</param>
    /// <param name="known">Shapes of its values.</param>
    /// <param name="request">What is measured.</param>
    /// <param name="taught">What the target is made of.</param>
    /// <param name="upTo">Values that are run to for good; null where every node may still change.</param>
    /// <param name="apart">Batches whose moments are summed by themselves too; null for none.</param>
    public Result<MeasuredRun> Measure(
        OnnxModel model, ShapeFacts known, MomentRequest request, TaughtValue taught, string[]? upTo = null, int[]? apart = null)
    {
        var measured = runner.Measure(
            At, model, upTo ?? [], known, [request], bench.Moments(facts, original),
            number => new Dictionary<string, Tensor> { [TargetGraph.TeacherInput] = taught.On(number) }, apart: apart,
            cancellation: bench.Cancellation);
        if (measured.IsOk)
            At = measured.Value.Frontier;
        return measured;
    }

    /// <summary>Looks at values ahead; the batches stay where they are.</summary>
    /// <param name="student">The model.</param>
    /// <param name="requests">Moments that are measured.</param>
    /// <param name="also">Values that the caller looks at.</param>
    public Result<MeasuredRun> LookAhead(OnnxModel student, IReadOnlyCollection<MomentRequest> requests, Observation also) =>
        runner.Measure(
            At, student, [], facts, requests, bench.Moments(facts, original), also: also, cancellation: bench.Cancellation);
}
