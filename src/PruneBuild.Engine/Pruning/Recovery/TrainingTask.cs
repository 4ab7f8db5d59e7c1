using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Gradients.Losses;
using PruneBuild.Onnx.Proto;
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
    /// <param name="loss">What is asked for.</param>
    /// <param name="batches">Calibration data.</param>
    /// <param name="device">Where the teacher runs.</param>
    /// <param name="cancellation">Ends the work.</param>
    public static Result<TrainingTask> Of(
        OnnxModel model, OnnxModel teacher, ShapeFacts facts, RecoveryLoss loss, IReadOnlyList<Batch> batches, Device device, CancellationToken cancellation)
    {
        var output = model.Graph.Output[0].Name;
        var logits = facts.Find(output);
        var tokens = logits is null ? null : TokensOf(model, facts, logits);
        if (loss == RecoveryLoss.NextToken && tokens is null)
            return Result<TrainingTask>.Fail(DiagnosticCatalog.LossUnfit, null, "next-token", $"'{output}' holds no score of a vocabulary for each of the input's tokens");
        if (loss == RecoveryLoss.Labels)
            return ToLabels(model, output, logits, batches);
        if (tokens is not null && loss != RecoveryLoss.Match)
        {
            var mask = model.Graph.Input.FirstOrDefault(input => input.Name != tokens && input.Name.Contains("mask", StringComparison.OrdinalIgnoreCase) && Is(facts, input, logits!.Shape.Take(2)))?.Name;
            return Result<TrainingTask>.Ok(new TrainingTask(CrossEntropyLoss.Add(model, output, LossReduction.Mean), [.. batches.Select(batch => Predicting(batch, tokens, mask))]));
        }

        if (logits is not { Type: ElementType.Float } || logits.Shape.Count == 0)
            return Result<TrainingTask>.Fail(DiagnosticCatalog.LossUnfit, null, "match", $"'{output}' is no tensor of 32-bit floats");
        var opened = ModelSession.Open(teacher, device, SessionSettings.Reproducible);
        if (!opened.IsOk)
            return opened.As<TrainingTask>();
        using var session = opened.Value;
        var (isDivergence, padded) = (logits.Shape[^1] > 1, batches.Any(batch => batch.RowMask is not null));
        var taught = OutputStream.Run(session, batches, [output], null, cancellation)
            .Select(run => run.Batch with { Inputs = Fed(run.Batch, run.Outputs[output]) }).ToArray();
        var extended = isDivergence
            ? DivergenceLoss.Add(model, output, temperature: 1, LossReduction.Mean, padded)
            : SquaredErrorLoss.Add(model, [new MatchedFeature(output, WeighsRows: padded)], LossReduction.Mean);
        return Result<TrainingTask>.Ok(new TrainingTask(extended, taught));

        Dictionary<string, Tensor> Fed(Batch batch, Tensor target)
        {
            var inputs = new Dictionary<string, Tensor>(batch.Inputs) { [LossNames.Target(output)] = target };
            // The classes of a prediction are no positions, even where there are as many of them.
            if (padded)
                inputs[LossNames.Rows(output)] = RowWeights.Of(batch.RowMask, isDivergence ? target.Shape.Span[..^1] : target.Shape.Span);
            return inputs;
        }
    }

    /// <summary>The true answers: a class for a row of scores, a number for a single one.</summary>
    private static Result<TrainingTask> ToLabels(OnnxModel model, string output, ValueFact? logits, IReadOnlyList<Batch> batches)
    {
        var isScores = logits is { Type: ElementType.Float, Shape.Count: 2 } && logits.Shape[1] > 1;
        var isNumber = logits is { Type: ElementType.Float, Shape.Count: 1 or 2 } && !isScores;
        var problem = batches.Any(batch => batch.Labels is null) ? "the calibration data has no labels; name them with 'label' under 'data'"
            : !isScores && !isNumber ? $"'{output}' is neither scores [records, classes] nor a number for each record"
            : isScores && batches.SelectMany(batch => batch.Labels!).Any(label => label != Math.Floor(label) || label < 0 || label >= logits!.Shape[1]) ? $"the labels are no classes from 0 to {logits!.Shape[1] - 1}"
            : null;
        if (problem is not null)
            return Result<TrainingTask>.Fail(DiagnosticCatalog.LossUnfit, null, "labels", problem);
        var extended = isScores
            ? CrossEntropyLoss.Add(model, output, LossReduction.Mean)
            : SquaredErrorLoss.Add(model, [new MatchedFeature(output)], LossReduction.Mean);
        return Result<TrainingTask>.Ok(new TrainingTask(extended, [.. batches.Select(Labelled)]));

        Batch Labelled(Batch batch) => batch with
        {
            Inputs = new Dictionary<string, Tensor>(batch.Inputs)
            {
                [isScores ? LossNames.Labels : LossNames.Target(output)] = isScores
                    ? Tensor.Of([.. batch.Labels!.Select(label => (long)label)], batch.Labels!.Count)
                    : Tensor.Of([.. batch.Labels!.Select(label => (float)label)], logits!.Shape.Count == 1 ? [batch.Labels!.Count] : [batch.Labels!.Count, 1]),
            },
        };
    }

    /// <summary>The batch with the token that follows each position as its label; padding, and what follows the last position where that is
    /// not known, is not predicted.</summary>
    private static Batch Predicting(Batch batch, string tokens, string? mask)
    {
        var (rows, length) = ((int)batch.Inputs[tokens].Shape[0], (int)batch.Inputs[tokens].Shape[1]);
        long[] next = [.. Enumerable.Range(0, rows).SelectMany(row => Positions.NextTokens(batch, tokens, row))];
        for (var row = 0; batch.Next is { } behind && row < rows; row++)
            next[((row + 1) * length) - 1] = behind[row];
        var counts = mask is null ? null : batch.Inputs[mask].ToInt64s();
        for (var i = 0; counts is not null && i + 1 < next.Length; i++)
            next[i] = counts[i + 1] == 0 ? -1 : next[i];
        return batch with { Inputs = new Dictionary<string, Tensor>(batch.Inputs) { [LossNames.Labels] = Tensor.Of(next, rows, length) } };
    }

    /// <summary>The integers that an output of scores [batch, positions, vocabulary] speaks of; null when it is none.</summary>
    private static string? TokensOf(OnnxModel model, ShapeFacts facts, ValueFact logits) =>
        logits is { Type: ElementType.Float, Shape.Count: 3 }
            ? model.Graph.Input.FirstOrDefault(input => !input.Name.Contains("mask", StringComparison.OrdinalIgnoreCase)
                && !input.Name.Contains("type", StringComparison.OrdinalIgnoreCase) && !input.Name.Contains("position", StringComparison.OrdinalIgnoreCase)
                && Is(facts, input, logits.Shape.Take(2)))?.Name
            : null;

    private static bool Is(ShapeFacts facts, ValueInfoProto input, IEnumerable<long> shape) =>
        facts.Find(input.Name) is { Type: ElementType.Int64 or ElementType.Int32 } fact && fact.Shape.SequenceEqual(shape);
}
