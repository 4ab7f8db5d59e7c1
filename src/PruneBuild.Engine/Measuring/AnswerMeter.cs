using PruneBuild.Engine.Data;
using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Inference;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Measuring;

/// <summary>Runs original and pruned model over the same records and scores what they answer.</summary>
internal static class AnswerMeter
{
    /// <summary>Every metric that answer and labels allow, in no particular order.</summary>
    /// <param name="original">Opened reproducibly.</param>
    /// <param name="pruned">Opened reproducibly.</param>
    /// <param name="answer">The output that is scored; those beside it are compared only.</param>
    /// <param name="batches">The records.</param>
    /// <param name="labels">True answers by record; null without.</param>
    /// <param name="progress">Told the share of records done.</param>
    /// <param name="cancellation">Ends the measurement with <see cref="OperationCanceledException" />.</param>
    /// <exception cref="InferenceException">A batch does not run.</exception>
    public static IReadOnlyList<Measurement> Measure(
        ModelSession original, ModelSession pruned, Answer answer, IReadOnlyList<Batch> batches, Labels? labels, Action<double> progress,
        CancellationToken cancellation)
    {
        answer = batches.Count > 0 ? LookAhead.Without(answer, original, batches[0]) : answer;
        var (left, right) = (new LabelScores(answer, labels), new LabelScores(answer, labels));
        var between = new DivergenceScore(answer.AreShares, answer.Threshold);
        var (done, all) = (0, Math.Max(1, batches.Sum(batch => batch.Records.Count)));
        string[] outputs = [answer.Output, .. answer.Beside];
        var pairs = OutputStream.Run(original, batches, outputs, cancellation)
            .Zip(OutputStream.Run(pruned, batches, outputs, cancellation));
        foreach (var (before, after) in pairs)
        {
            var fed = Fed(before.Batch);
            // A model that answers words or maps, and no tensor of numbers for each record, has costs to measure and nothing else.
            if (!before.Outputs.TryGetValue(answer.Output, out var one) || !after.Outputs.TryGetValue(answer.Output, out var other)
                || !HasEachRecord(fed, one))
                return [];
            foreach (var row in Rows(before.Batch, fed, one, other))
            {
                Score(before.Batch, row, answer, left, right);
                Compare(before.Batch, row, answer, between);
            }

            foreach (var row in answer.Beside.Where(output => HasEachRecord(fed, before.Outputs[output]))
                         .SelectMany(output => Rows(before.Batch, fed, before.Outputs[output], after.Outputs[output])))
                Compare(before.Batch, row, answer, between);
            progress((double)(done += before.Batch.Records.Count) / all);
        }

        return [.. Paired(left, right), .. Compared(between, answer, labels)];
    }

    private static void Score(Batch batch, AnsweredRow row, Answer answer, LabelScores left, LabelScores right)
    {
        var next = answer.TokenInput is { } input ? Positions.NextTokens(batch, input, row.Number) : [];
        left.Add(batch.Records[row.Number], row.Original.Span, next);
        right.Add(batch.Records[row.Number], row.Pruned.Span, next);
    }

    private static void Compare(Batch batch, AnsweredRow row, Answer answer, DivergenceScore between)
    {
        var columns = answer.Columns ?? row.Original.Length;
        between.Add(row.Original.Span, row.Pruned.Span, columns, Positions.Counting(batch, row.Number, row.Original.Length / columns));
    }

    /// <summary>False for what a model says of all records together, or of records along another axis than the first.</summary>
    private static bool HasEachRecord(int fed, Tensor output) =>
        (output.Rank == 0 ? 1 : output.Shape[0]) is > 0 and var rows && rows % fed == 0;

    /// <summary>Records and what pads them to the number that the model takes. Reads the inputs, which may lie in a file.</summary>
    private static int Fed(Batch batch) => Math.Max(
        batch.Records.Count, (int)batch.Inputs.Values.Select(input => input.Rank == 0 ? 1 : input.Shape[0]).DefaultIfEmpty(1).Max());

    /// <summary>An output may have several rows for each record, such as one for each of its positions.</summary>
    private static IEnumerable<AnsweredRow> Rows(Batch batch, int fed, Tensor before, Tensor after)
    {
        ReadOnlyMemory<float> original = before.ToFloats(), pruned = after.ToFloats();
        var length = original.Length / fed;
        return Enumerable.Range(0, batch.Records.Count)
            .Select(row => new AnsweredRow(row, original.Slice(row * length, length), pruned.Slice(row * length, length)));
    }

    private static IEnumerable<Measurement> Paired(LabelScores left, LabelScores right) =>
        left.Estimates().Zip(right.Estimates(), (before, after) => new Measurement(before.Metric.Name, before.Value, after.Value));

    /// <summary>Whether both models' answers can be compared so: a single number has no direction and no distribution, and where it is
    /// not a yes or no, no class either.</summary>
    /// <param name="metric">One that compares.</param>
    /// <param name="answer">What the models answer.</param>
    /// <param name="labels">True answers; null without.</param>
    public static bool Compares(Metric metric, Answer answer, Labels? labels) =>
        answer.AreNumbers
        && (answer.Columns != 1 || metric == MetricCatalog.MeanAbsoluteError
            || (metric == MetricCatalog.Agreement && labels is { AreClasses: true }));

    private static IEnumerable<Measurement> Compared(DivergenceScore between, Answer answer, Labels? labels) =>
        from pair in (IEnumerable<(Metric Metric, Func<Estimate> Value)>)
        [
            (MetricCatalog.Agreement, between.Agreement), (MetricCatalog.Cosine, between.Cosine),
            (MetricCatalog.KullbackLeibler, between.KullbackLeibler), (MetricCatalog.MeanAbsoluteError, between.MeanAbsoluteError),
        ]
        where Compares(pair.Metric, answer, labels)
        select new Measurement(pair.Metric.Name, null, pair.Value());

    /// <summary>What both models answer to a record of a batch.</summary>
    private readonly record struct AnsweredRow(int Number, ReadOnlyMemory<float> Original, ReadOnlyMemory<float> Pruned);
}
