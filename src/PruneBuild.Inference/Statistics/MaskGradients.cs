using PruneBuild.Diagnostics;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Onnx.Gradients.Lowering;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Inference.Statistics;

/// <summary>
/// How a loss answers to masks on units, record by record: one backward pass for all groups. The loss compares with the original's answers,
/// which are asked for once; the network may be another one since, cut and refit, and half of it may have run already.
/// </summary>
public sealed class MaskGradients
{
    private readonly LossModel loss;
    private readonly IReadOnlyList<LossAnswer> answers;
    private readonly SegmentRunner runner;

    private MaskGradients(
        LossModel loss, IReadOnlyList<LossAnswer> answers, IReadOnlyDictionary<MomentRequest, Moments> moments, SegmentRunner runner) =>
        (this.loss, this.answers, MomentsOfOriginal, this.runner) = (loss, answers, moments, runner);

    /// <summary>Moments that were measured while the original answered.</summary>
    public IReadOnlyDictionary<MomentRequest, Moments> MomentsOfOriginal { get; }

    /// <summary>Asks the original for its answers.</summary>
    /// <param name="loss">The loss.</param>
    /// <param name="original">The model; its <see cref="AnswerOutput" /> [records, …, classes] are logits where they are scores,
    /// else numbers.</param>
    /// <param name="probe">One run of it.</param>
    /// <param name="batches">The data that gradients will be taken of.</param>
    /// <param name="runner">Runs pieces of models.</param>
    /// <param name="device">Where probes run.</param>
    /// <param name="requests">Moments of the original to measure in the same pass; null for none.</param>
    /// <param name="options">Padding and sub-sampling of the moments.</param>
    /// <param name="also">Values of the original that the caller looks at in the same pass.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>What takes gradients; or PB3007, PB3009, PB3010, or ONNX Runtime's refusal.</returns>
    public static Result<MaskGradients> Create(
        MaskLoss loss, OnnxModel original, ProbedSample probe, IReadOnlyList<Batch> batches, SegmentRunner runner, Device device,
        IReadOnlyCollection<MomentRequest>? requests = null, MomentOptions? options = null, Observation? also = null,
        CancellationToken cancellation = default)
    {
        var created = LossModel.Create(loss, original, probe, device);
        if (!created.IsOk)
            return created.As<MaskGradients>();
        var answered = created.Value.Answers(original, batches, requests ?? [], options, runner, also, cancellation);
        return answered.IsOk
            ? Result<MaskGradients>.Ok(new MaskGradients(created.Value, answered.Value.Answers, answered.Value.Moments, runner))
            : answered.As<MaskGradients>();
    }

    /// <summary>The same answers, for networks that were not cut from those so far.</summary>
    public MaskGradients ForOtherNetworks() => new(loss.Anew(), answers, MomentsOfOriginal, runner);

    /// <summary>Takes the gradients of all groups, and measures second moments on the way.</summary>
    /// <param name="model">The network as it is now.</param>
    /// <param name="from">Where the batches are that the answers were asked for.</param>
    /// <param name="groups">Groups that are whole in it.</param>
    /// <param name="requests">Moments of the same pass; none for most callers.</param>
    /// <param name="options">Padding and sub-sampling of the moments.</param>
    /// <param name="fold">Gets of each batch, in order, a group's id, the gradients [records, units] of each record's own loss, and what
    /// the square of each record's gradient counts.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>The moments; or PB3007, PB3009, PB3010, or ONNX Runtime's refusal.</returns>
    public Result<IReadOnlyDictionary<MomentRequest, Moments>> Collect(
        OnnxModel model, Frontier from, IReadOnlyCollection<PruneGroup> groups, IReadOnlyCollection<MomentRequest> requests,
        MomentOptions? options, Action<string, Tensor, IReadOnlyList<double>> fold, CancellationToken cancellation = default)
    {
        if (from.Batches.Count != answers.Count)
            throw new ArgumentException($"The answers are those of {answers.Count} batches.", nameof(from));
        // Moments are taken where consumers are one node, which taking fused operators apart may end.
        var apart = DifferentiableForm.TakesApart(model) && requests.Count > 0;
        var moments = apart ? runner.Measure(from, model, [], loss.Facts, requests, options, cancellation: cancellation) : null;
        if (moments is { IsOk: false })
            return moments.As<IReadOnlyDictionary<MomentRequest, Moments>>();
        var built = Graph(model, groups, from, apart ? [] : requests);
        if (!built.IsOk)
            return built.As<IReadOnlyDictionary<MomentRequest, Moments>>();
        var batch = 0;
        var run = runner.Measure(
            DifferentiableForm.Widens(model) ? from.InSinglePrecision() : from, built.Value, [], loss.Facts, apart ? [] : requests, options,
            number => answers[number].Inputs,
            new Observation([.. groups.Select(group => MaskGradientGraph.OutputOf(group.Id))], Fold), cancellation: cancellation);
        return run.IsOk
            ? Result<IReadOnlyDictionary<MomentRequest, Moments>>.Ok((moments?.Value ?? run.Value).Moments)
            : run.As<IReadOnlyDictionary<MomentRequest, Moments>>();

        void Fold(IReadOnlyDictionary<string, Tensor> values)
        {
            foreach (var group in groups)
                fold(group.Id, values[MaskGradientGraph.OutputOf(group.Id)], answers[batch].Factors);
            batch++;
        }
    }

    /// <summary>The network with the loss and the gradients of each record.</summary>
    private Result<OnnxModel> Graph(
        OnnxModel model, IReadOnlyCollection<PruneGroup> groups, Frontier from, IReadOnlyCollection<MomentRequest> requests)
    {
        // What enters a consumer is named before anything is taken apart: its node may become several.
        var withLoss = loss.Of(MaskGradientGraph.Tap(model, loss.Facts, groups));
        return withLoss.IsOk
            ? MaskGradientGraph.Build(
                withLoss.Value, loss.Facts, LossNames.Loss, groups, loss.Answer.Value.Shape[0], loss.Answer.Input, [.. from.Values],
                [.. requests.Select(request => request.Consumer.Node).Distinct()],
                HeldActivations.Limit(loss.Facts, from.Batches, runner.Device))
            : withLoss;
    }
}
