using PruneBuild.Diagnostics;
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
        if (LossFit.Problems(model, teacher, facts, loss, bench) is { Count: > 0 } problems)
            return Result<TrainingTask>.Fail([.. problems]);
        var answer = AnswerOutput.Of(model, facts)!;
        if (loss == RecoveryLoss.Labels)
            return Result<TrainingTask>.Ok(ToLabels(model, answer.First(), batches));
        var tokens = TrueAnswers.TokensOf(model, facts, facts.Find(answer.Parts[0]), batches);
        if (loss == RecoveryLoss.NextToken)
            return Result<TrainingTask>.Ok(ToNextTokens(model, answer, tokens!, facts, batches));

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
    private static TrainingTask ToLabels(OnnxModel model, AnswerOutput answer, IReadOnlyList<Batch> batches)
    {
        var isScores = TrueAnswers.IsScores(answer.Fact);
        var extended = isScores
            ? CrossEntropyLoss.Add(answer.On(model), answer.Name, LossReduction.Mean)
            : SquaredErrorLoss.Add(answer.On(model), [new MatchedFeature(answer.Name)], LossReduction.Mean);
        return new TrainingTask(
            extended, [.. batches.Select(batch => With(
                batch, isScores ? LossNames.Labels : LossNames.Target(answer.Name), TrueAnswers.Labels(batch, answer.Fact)))]);
    }

    /// <summary>The tokens that come next; <paramref name="tokens" /> is the input that holds them.</summary>
    private static TrainingTask ToNextTokens(
        OnnxModel model, AnswerOutput answer, string tokens, ShapeFacts facts, IReadOnlyList<Batch> batches)
    {
        var mask = TrueAnswers.MaskOf(model, facts, tokens, answer.Fact);
        return new TrainingTask(
            CrossEntropyLoss.Add(answer.On(model), answer.Name, LossReduction.Mean),
            [.. batches.Select(batch => With(batch, LossNames.Labels, TrueAnswers.NextTokens(batch, tokens, mask)))]);
    }

    private static Batch With(Batch batch, string input, Tensor value) =>
        batch with { Inputs = new Dictionary<string, Tensor>(batch.Inputs) { [input] = value } };
}
