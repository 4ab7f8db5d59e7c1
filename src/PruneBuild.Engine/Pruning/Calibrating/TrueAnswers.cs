using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Inference;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Pruning.Calibrating;

/// <summary>The true answers of calibration data, as a loss takes them.</summary>
internal static class TrueAnswers
{
    /// <summary>The batches with their answers: the labels, or of a language model the token that follows each position.</summary>
    /// <param name="model">The model; its first output of floats answers.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    /// <param name="bench">The data, and where to run.</param>
    /// <returns>The batches; or PB3062 when there are no answers, or none that fit.</returns>
    public static Result<IReadOnlyList<Batch>> Attach(OnnxModel model, ShapeFacts facts, Workbench bench)
    {
        var batches = bench.Batches;
        var answer = AnswerOutput.Of(model, facts)?.First();
        var output = answer?.Parts[0] ?? model.Graph.Output[0].Name;
        // Halves are widened before a loss is computed.
        var scores = answer is null ? facts.Find(output) : answer.Fact with { Type = ElementType.Float };
        var tokens = TokensOf(model, facts, scores, batches);
        var seen = LookAhead.Of(model, bench.Device, output, tokens, batches[0]);
        if (!seen.IsOk)
            return seen.As<IReadOnlyList<Batch>>();
        if (tokens is not null && !seen.Value)
            return Result<IReadOnlyList<Batch>>.Ok(
                [.. batches.Select(batch => batch with { Answers = NextTokens(batch, tokens, MaskOf(model, facts, tokens, scores!)) })]);
        return WhyNoLabels(output, scores, batches) is { } problem
            ? Result<IReadOnlyList<Batch>>.Fail(DiagnosticCatalog.LossUnfit, bench.Place, "labels", problem)
            : Result<IReadOnlyList<Batch>>.Ok([.. batches.Select(batch => batch with { Answers = Labels(batch, scores!) })]);
    }

    /// <summary>True for scores [records, classes].</summary>
    public static bool IsScores(ValueFact? output) => output is { Type: ElementType.Float, Shape.Count: 2 } && output.Shape[1] > 1;

    /// <summary>Why labels are no answers of an output; null when they are.</summary>
    public static string? WhyNoLabels(string name, ValueFact? output, IReadOnlyList<Batch> batches)
    {
        var isNumber = output is { Type: ElementType.Float, Shape.Count: 1 or 2 } && !IsScores(output);
        return batches.Any(batch => batch.Labels is null) ? "the calibration data has no labels; name them with 'label' under 'data'"
            : !IsScores(output) && !isNumber ? $"'{name}' is neither scores [records, classes] nor a number for each record"
            : IsScores(output)
                && batches.SelectMany(batch => batch.Labels!)
                    .Any(label => label != Math.Floor(label) || label < 0 || label >= output!.Shape[1])
                ? $"the labels are no classes from 0 to {output!.Shape[1] - 1}"
            : null;
    }

    /// <summary>The labels of a batch: classes for scores, else numbers of the output's shape.</summary>
    public static Tensor Labels(Batch batch, ValueFact output) => IsScores(output)
        ? Tensor.Of([.. batch.Labels!.Select(label => (long)label)], batch.Labels!.Count)
        : Tensor.Of(
            [.. batch.Labels!.Select(label => (float)label)], output.Shape.Count == 1 ? [batch.Labels!.Count] : [batch.Labels!.Count, 1]);

    /// <summary>The token that follows each position, int64 [records, positions]; −1 for padding,
    /// and for what follows the last position where that is not known.</summary>
    public static Tensor NextTokens(Batch batch, string tokens, string? mask)
    {
        var (rows, length) = ((int)batch.Inputs[tokens].Shape[0], (int)batch.Inputs[tokens].Shape[1]);
        long[] next = [.. Enumerable.Range(0, rows).SelectMany(row => Positions.NextTokens(batch, tokens, row))];
        for (var row = 0; batch.Next is { } behind && row < rows; row++)
            next[((row + 1) * length) - 1] = behind[row];
        var counts = mask is null ? null : batch.Inputs[mask].ToInt64s();
        for (var i = 0; counts is not null && i < next.Length; i++)
        {
            var followsInRow = (i + 1) % length != 0;
            next[i] = followsInRow && counts[i + 1] == 0 ? -1 : next[i];
        }

        return Tensor.Of(next, rows, length);
    }

    /// <summary>The integers that an output of scores [batch, positions, vocabulary] speaks of; null when it is none.</summary>
    /// <remarks>Features of every position have that shape too. They are narrower than the vocabulary,
    /// so that the data holds numbers beyond them.</remarks>
    public static string? TokensOf(OnnxModel model, ShapeFacts facts, ValueFact? output, IReadOnlyList<Batch> batches) =>
        output is { Type: ElementType.Float, Shape.Count: 3 }
            ? PredictedTokens.InputOf(model, output.Shape[2], input => Is(facts, input, output.Shape.Take(2))
                && batches.All(batch => batch.Inputs[input.Name].ToInt64s().All(token => token < output.Shape[2])))
            : null;

    /// <summary>The integers that say which tokens are real; null without.</summary>
    public static string? MaskOf(OnnxModel model, ShapeFacts facts, string tokens, ValueFact output) => model.Graph.Input.FirstOrDefault(
        input => input.Name != tokens
            && input.Name.Contains("mask", StringComparison.OrdinalIgnoreCase)
            && Is(facts, input, output.Shape.Take(2)))?.Name;

    private static bool Is(ShapeFacts facts, ValueInfoProto input, IEnumerable<long> shape) =>
        facts.Find(input.Name) is { Type: ElementType.Int64 or ElementType.Int32 } fact && fact.Shape.SequenceEqual(shape);
}
