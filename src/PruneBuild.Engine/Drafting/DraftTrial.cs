using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;

namespace PruneBuild.Engine.Drafting;

/// <summary>Feeds a model as a draft says, and sees how well it answers.</summary>
internal static class DraftTrial
{
    private const int Records = 300;
    private const int Windows = 40;
    private const int Fed = 16;

    /// <summary>Tries a draft on some records to judge on.</summary>
    /// <returns>How well it answers; or why the records do not feed the model.</returns>
    public static Result<TrialScore> Run(ModelSketch sketch, DataDraft draft, string manifestPath, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var records = sketch.Answer == AnswerKind.NextToken ? Windows : Records;
        var parsed = Written(draft with { ValidationTake = Math.Min(records, draft.ValidationTake ?? records) }, manifestPath);
        if (!parsed.IsOk)
            return parsed.As<TrialScore>();
        var data = parsed.Value.Models[0].Data!;
        foreach (var set in new[] { data.Calibration!, data.Validation! })
        {
            var loaded = DataSets.Load(data, set, sketch.Model, sketch.Classes, parsed.Value, cancellation);
            if (!loaded.IsOk)
                return loaded.As<TrialScore>();
            if (set == data.Validation)
                return Score(sketch, loaded.Value, cancellation);
        }

        throw new InvalidOperationException("A draft has data to judge on.");
    }

    /// <summary>The first records to calibrate on, for a model that nothing is known of yet; null where they do not fit its inputs.
    /// </summary>
    public static Batch? First(ModelSketch sketch, DataDraft draft, string manifestPath, CancellationToken cancellation) =>
        Written(draft, manifestPath) is { IsOk: true, Value: var manifest }
        && manifest.Models[0].Data is { Calibration: { } set } data
        && DataSets.Load(data, set, sketch.Model, sketch.Classes, manifest, cancellation) is { IsOk: true, Value.Batches: [var first, ..] }
            ? first
            : null;

    private static Result<PruneManifest> Written(DataDraft draft, string manifestPath)
    {
        var text = "version: 1\nmodels:\n  m:\n    source: m.onnx\n    data:\n"
            + string.Concat((draft with { CalibrationTake = Fed }).Lines().Select(line => $"      {line}\n"))
            + "    prune: { method: magnitude, remove: { flops: 50% } }\n";
        return ManifestReader.Parse(text, manifestPath);
    }

    private static Result<TrialScore> Score(ModelSketch sketch, PreparedData data, CancellationToken cancellation) => SessionWork.In(
        sketch.Model, Device.Cpu, SessionSettings.Reproducible,
        session => sketch.Answer == AnswerKind.NextToken
            ? NextTokens(sketch, session, data, cancellation)
            : Labelled(sketch, session, data, cancellation));

    private static TrialScore Labelled(ModelSketch sketch, ModelSession session, PreparedData data, CancellationToken cancellation)
    {
        var tally = new Tally(sketch.Classes, data.Labels);
        foreach (var (batch, outputs) in OutputStream.Run(session, data.Batches, null, cancellation))
            tally.Add(batch.Records, outputs.GetValueOrDefault(sketch.Model.Graph.Output[0].Name)?.ToFloats() ?? []);
        return tally.Score(data.Records);
    }

    private static TrialScore NextTokens(ModelSketch sketch, ModelSession session, PreparedData data, CancellationToken cancellation)
    {
        var score = new NextTokenScore();
        foreach (var (batch, outputs) in OutputStream.Run(session, data.Batches, null, cancellation))
        {
            var logits = outputs[sketch.Model.Graph.Output[0].Name].ToFloats();
            var size = logits.Length / batch.Records.Count;
            for (var row = 0; row < batch.Records.Count; row++)
                score.Add(logits.AsSpan(row * size, size), Positions.NextTokens(batch, sketch.Tokens!.Name, row));
        }

        return new TrialScore(0, score.Perplexity() is { } perplexity ? Math.Log(perplexity.Value) : double.PositiveInfinity);
    }

    /// <summary>Right answers and surprise, summed over records; nothing for a model that is no classifier or
    /// data without labels.</summary>
    private sealed class Tally(int classes, Labels? labels)
    {
        private long right;
        private double surprise;

        public void Add(ValueList<int> records, float[] rows)
        {
            for (var row = 0; classes > 0 && labels is not null && row < records.Count; row++)
            {
                var label = (int)labels.Values[records[row]];
                ReadOnlySpan<float> scores = rows.AsSpan(row * classes, classes);
                right += Ranking.Answer(scores) == label ? 1 : 0;
                surprise += Surprise(scores, label);
            }
        }

        public TrialScore Score(int records) => new((double)right / records, surprise / records);

        /// <summary>−log of the label's probability; scores that are probabilities already are taken as such.</summary>
        private static double Surprise(ReadOnlySpan<float> scores, int label)
        {
            var (sum, areShares) = (0.0, true);
            foreach (var score in scores)
                (sum, areShares) = (sum + score, areShares && score >= 0);
            return areShares && Math.Abs(sum - 1) < 1e-3
                ? -Math.Log(Math.Max(1e-12, scores[label]))
                : Comparisons.LogSumExp(scores) - scores[label];
        }
    }
}

/// <summary>How well a model answers as a draft feeds it.</summary>
/// <param name="Accuracy">Share of right answers; 0 without labels.</param>
/// <param name="Loss">Mean surprise at the right answers, or at the next tokens, in nats; 0 without labels. It tells apart ways to prepare
/// that accuracy on few records does not.</param>
internal sealed record TrialScore(double Accuracy, double Loss);
