using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference;
using PruneBuild.Inference.Segments;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Statistics;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>A model with a loss, and batches with what the loss compares with.</summary>
/// <param name="Model">The model; its loss is <see cref="LossNames.Loss" />.</param>
/// <param name="Batches">Inputs of the model.</param>
internal sealed record TrainingTask(OnnxModel Model, IReadOnlyList<Batch> Batches)
{
    /// <summary>Adds a loss that the model's shape allows.</summary>
    /// <param name="model">What is trained, opset 16 or later.</param>
    /// <param name="teacher">The original.</param>
    /// <param name="facts">Types and shapes of the model's values.</param>
    /// <param name="recipe">The loss, and what logits are divided by where probabilities are matched.</param>
    /// <param name="bench">Data, and where the teacher runs.</param>
    /// <param name="memory">Bytes of inputs and answers to match that stay in memory; the rest goes to a temporary file. Null for
    /// <see cref="ValueKeeper.DefaultLimit" />.</param>
    public static Result<TrainingTask> Of(
        OnnxModel model, OnnxModel teacher, ShapeFacts facts, RecoveryRecipe recipe, Workbench bench, long? memory = null)
    {
        var (loss, batches, device) = (recipe.Loss, bench.Batches, bench.Device);
        if (AnswerOutput.Of(model, facts) is not { Fact.Type: ElementType.Float } answer)
            return Result<TrainingTask>.Fail(
                DiagnosticCatalog.LossUnfit, null, loss == RecoveryLoss.Labels ? "labels" : "match",
                $"'{model.Graph.Output[0].Name}' is no tensor of 32-bit floats");
        if (loss == RecoveryLoss.Labels)
            return ToLabels(model, answer.First(), batches);
        var output = answer.Parts[0];
        var tokens = TrueAnswers.TokensOf(model, facts, facts.Find(output), batches);
        if (loss == RecoveryLoss.NextToken)
            return ToNextTokens(model, teacher, answer, tokens, facts, bench);

        var (isDivergence, padded) = (answer.AreScores || tokens is not null, batches.Any(batch => batch.RowMask is not null));
        var keeper = new ValueKeeper(memory);
        var taught = SessionWork.In<Batch[]>(answer.On(teacher), device, SessionSettings.Reproducible, session =>
        [
            .. OutputStream.Run(session, batches, [answer.Name], bench.Cancellation)
                .Select(run => run.Batch with { Inputs = keeper.Keep(Fed(run.Batch, run.Outputs[answer.Name])) }),
        ]);
        if (!taught.IsOk)
            return taught.As<TrainingTask>();
        var extended = isDivergence
            ? DivergenceLoss.Add(answer.On(model), answer.Name, recipe.Regrowth?.Temperature ?? 1, LossReduction.Mean, padded)
            : SquaredErrorLoss.Add(answer.On(model), [new MatchedFeature(answer.Name, WeighsRows: padded)], LossReduction.Mean);
        return Result<TrainingTask>.Ok(new TrainingTask(extended, taught.Value));

        Dictionary<string, Tensor> Fed(Batch batch, Tensor target)
        {
            var inputs = new Dictionary<string, Tensor>(batch.Inputs) { [LossNames.Target(answer.Name)] = target };
            // The classes of a prediction are no positions, even where there are as many of them.
            if (padded)
                inputs[LossNames.Rows(answer.Name)] = RowWeights.Of(
                    batch.RowMask, isDivergence ? target.Shape.Span[..^1] : target.Shape.Span);
            return inputs;
        }
    }

    /// <summary>The true answers: a class for a row of scores, a number for a single one.</summary>
    private static Result<TrainingTask> ToLabels(OnnxModel model, AnswerOutput answer, IReadOnlyList<Batch> batches)
    {
        if (TrueAnswers.WhyNoLabels(answer.Parts[0], answer.Fact, batches) is { } problem)
            return Result<TrainingTask>.Fail(DiagnosticCatalog.LossUnfit, null, "labels", problem);
        var isScores = TrueAnswers.IsScores(answer.Fact);
        var extended = isScores
            ? CrossEntropyLoss.Add(answer.On(model), answer.Name, LossReduction.Mean)
            : SquaredErrorLoss.Add(answer.On(model), [new MatchedFeature(answer.Name)], LossReduction.Mean);
        return Result<TrainingTask>.Ok(new TrainingTask(
            extended, [.. batches.Select(batch => With(
                batch, isScores ? LossNames.Labels : LossNames.Target(answer.Name), TrueAnswers.Labels(batch, answer.Fact)))]));
    }

    /// <summary>The tokens that come next; <paramref name="tokens" /> is the input that holds them, null when the answer scores none.
    /// </summary>
    private static Result<TrainingTask> ToNextTokens(
        OnnxModel model, OnnxModel teacher, AnswerOutput answer, string? tokens, ShapeFacts facts, Workbench bench)
    {
        var (output, batches) = (answer.Parts[0], bench.Batches);
        var seen = LookAhead.Of(teacher, bench.Device, output, tokens, batches[0]);
        if (!seen.IsOk)
            return seen.As<TrainingTask>();
        if (tokens is null || seen.Value)
            return Result<TrainingTask>.Fail(DiagnosticCatalog.LossUnfit, null, "next-token", seen.Value
                ? $"'{output}' scores tokens that the model has seen: it looks ahead, as one does that fills gaps"
                : $"'{output}' holds no score of a vocabulary for each of the input's tokens");
        var mask = TrueAnswers.MaskOf(model, facts, tokens, answer.Fact);
        return Result<TrainingTask>.Ok(new TrainingTask(
            CrossEntropyLoss.Add(answer.On(model), answer.Name, LossReduction.Mean),
            [.. batches.Select(batch => With(batch, LossNames.Labels, TrueAnswers.NextTokens(batch, tokens, mask)))]));
    }

    private static Batch With(Batch batch, string input, Tensor value) =>
        batch with { Inputs = new Dictionary<string, Tensor>(batch.Inputs) { [input] = value } };
}
