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

    /// <summary>Asks the original for its answers, and takes its own gradients where a caller wants them: in one pass where it can name its
    /// answers while it runs, else in two.</summary>
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
    /// <param name="own">Gradients of the original itself; null for none.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>What takes gradients; or PB3007, PB3009, PB3010, or ONNX Runtime's refusal.</returns>
    public static Result<MaskGradients> Create(
        MaskLoss loss, OnnxModel original, ProbedSample probe, IReadOnlyList<Batch> batches, SegmentRunner runner, Device device,
        IReadOnlyCollection<MomentRequest>? requests = null, MomentOptions? options = null, Observation? also = null,
        GradientObservation? own = null, CancellationToken cancellation = default)
    {
        var created = LossModel.Create(loss, original, probe, device);
        if (!created.IsOk)
            return created.As<MaskGradients>();
        var isAsItIs = !DifferentiableForm.TakesApart(original) && !DifferentiableForm.Widens(original);
        if (own is not null && created.Value.IsOfOwnAnswers && isAsItIs)
            return AtOnce(created.Value, original, batches, runner, requests ?? [], options, also, own, cancellation);
        var answered = created.Value.Answers(original, batches, own is null ? requests ?? [] : [], options, runner, also, cancellation);
        if (!answered.IsOk)
            return answered.As<MaskGradients>();
        var gradients = new MaskGradients(created.Value, answered.Value.Answers, answered.Value.Moments, runner);
        if (own is null)
            return Result<MaskGradients>.Ok(gradients);
        var collected = gradients.Collect(original, Frontier.Start(batches), own, requests ?? [], options, cancellation);
        return collected.IsOk
            ? Result<MaskGradients>.Ok(new MaskGradients(created.Value, gradients.answers, collected.Value, runner))
            : collected.As<MaskGradients>();
    }

    /// <summary>The same answers, for networks that were not cut from those so far.</summary>
    public MaskGradients ForOtherNetworks() => new(loss.Anew(), answers, MomentsOfOriginal, runner);

    /// <summary>Takes the gradients of all groups, and measures second moments on the way.</summary>
    /// <param name="model">The network as it is now.</param>
    /// <param name="from">Where the batches are that the answers were asked for.</param>
    /// <param name="observation">What is done with them; its groups are whole in the network.</param>
    /// <param name="requests">Moments of the same pass; none for most callers.</param>
    /// <param name="options">Padding and sub-sampling of the moments.</param>
    /// <param name="cancellation">Ends the run with <see cref="OperationCanceledException" />.</param>
    /// <returns>The moments; or PB3007, PB3009, PB3010, or ONNX Runtime's refusal.</returns>
    public Result<IReadOnlyDictionary<MomentRequest, Moments>> Collect(
        OnnxModel model, Frontier from, GradientObservation observation, IReadOnlyCollection<MomentRequest> requests,
        MomentOptions? options, CancellationToken cancellation = default)
    {
        if (from.Batches.Count != answers.Count)
            throw new ArgumentException($"The answers are those of {answers.Count} batches.", nameof(from));
        // Moments are taken where consumers are one node, which taking fused operators apart may end.
        var apart = DifferentiableForm.TakesApart(model) && requests.Count > 0;
        var moments = apart ? runner.Measure(from, model, [], loss.Facts, requests, options, cancellation: cancellation) : null;
        if (moments is { IsOk: false })
            return moments.As<IReadOnlyDictionary<MomentRequest, Moments>>();
        var built = Graph(loss, model, namesAnswers: false, observation, from, apart ? [] : requests, [], runner.Device);
        if (!built.IsOk)
            return built.As<IReadOnlyDictionary<MomentRequest, Moments>>();
        var batch = 0;
        var run = runner.Measure(
            DifferentiableForm.Widens(model) ? from.InSinglePrecision() : from, built.Value, [], loss.Facts, apart ? [] : requests, options,
            number => answers[number].Inputs,
            new Observation(observation.Values, Fold), cancellation: cancellation);
        return run.IsOk
            ? Result<IReadOnlyDictionary<MomentRequest, Moments>>.Ok((moments?.Value ?? run.Value).Moments)
            : run.As<IReadOnlyDictionary<MomentRequest, Moments>>();

        void Fold(IReadOnlyDictionary<string, Tensor> values) => observation.See(values, answers[batch++].Factors);
    }

    /// <summary>Answers, the original's gradients, moments, and what a caller looks at, in one pass.</summary>
    private static Result<MaskGradients> AtOnce(
        LossModel loss, OnnxModel original, IReadOnlyList<Batch> batches, SegmentRunner runner, IReadOnlyCollection<MomentRequest> requests,
        MomentOptions? options, Observation? also, GradientObservation own, CancellationToken cancellation)
    {
        var (answers, from) = (loss.Begin(batches), Frontier.Start(batches));
        string[] looked = [answers.Value, .. also?.Values ?? []];
        var built = Graph(loss, original, namesAnswers: true, own, from, requests, looked, runner.Device);
        if (!built.IsOk)
            return built.As<MaskGradients>();
        var run = runner.Measure(
            from, built.Value, [], loss.Facts, requests, options, also: new Observation([.. looked.Union(own.Values)], See),
            cancellation: cancellation);
        return run.IsOk
            ? Result<MaskGradients>.Ok(new MaskGradients(loss, answers.Known, run.Value.Moments, runner))
            : run.As<MaskGradients>();

        void See(IReadOnlyDictionary<string, Tensor> values)
        {
            also?.See(values);
            own.See(values, answers.Add(values).Factors);
        }
    }

    /// <summary>A network with the loss, the gradients of each record, and the values that requests and a caller look at.</summary>
    private static Result<OnnxModel> Graph(
        LossModel loss, OnnxModel model, bool namesAnswers, GradientObservation observation, Frontier from,
        IReadOnlyCollection<MomentRequest> requests, string[] looked, Device device)
    {
        // What enters a consumer is named before anything is taken apart: its node may become several.
        var withLoss = loss.Of(MaskGradientGraph.Tap(model, loss.Facts, observation.Groups), namesAnswers);
        return withLoss.IsOk
            ? MaskGradientGraph.Build(
                withLoss.Value, loss.Facts, LossNames.Loss, observation.Groups, loss.Answer.Value.Shape[0], loss.Answer.Input,
                [.. from.Values], [.. requests.Select(request => request.Consumer.Node).Union(looked)],
                HeldActivations.Limit(loss.Facts, from.Batches, device))
            : withLoss;
    }
}

/// <summary>What a caller does with the gradients of groups.</summary>
/// <param name="Groups">The groups.</param>
/// <param name="Fold">Gets of each batch, in order, a group's id, the gradients [records, units] of each record's own loss, and what
/// the square of each record's gradient counts.</param>
public sealed record GradientObservation(IReadOnlyCollection<PruneGroup> Groups, Action<string, Tensor, IReadOnlyList<double>> Fold)
{
    /// <summary>Names of the values that hold the gradients.</summary>
    internal IReadOnlyCollection<string> Values => [.. Groups.Select(group => MaskGradientGraph.OutputOf(group.Id))];

    /// <summary>Hands on one batch's.</summary>
    internal void See(IReadOnlyDictionary<string, Tensor> values, IReadOnlyList<double> factors)
    {
        foreach (var group in Groups)
            Fold(group.Id, values[MaskGradientGraph.OutputOf(group.Id)], factors);
    }
}
