using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Inference.Streaming;
using PruneBuild.Numerics.Statistics;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Generating;

/// <summary>Texts that a decoder writes itself, for calibration: they have the distribution that it was trained on.</summary>
/// <remarks>Shin, Park, Lee, Lee (EMNLP 2024): the first token is uniform over the vocabulary, the next four are the likeliest, the others
/// are drawn as the model says. Their filter by language is not here: a model that knows one language writes it.
/// Each token takes a run over the text so far.</remarks>
public static class OwnTexts
{
    /// <summary>Tokens of a text before the first that is drawn as the model says.</summary>
    private const int Opening = 5;

    /// <summary>Scores that a run may put out: 128 MiB of floats.</summary>
    private const long MostScores = 1 << 25;

    private const int MostRows = 32;

    /// <summary>Writes texts.</summary>
    /// <param name="model">A decoder.</param>
    /// <param name="asked">How many, and how long.</param>
    /// <param name="seed">The same seed gives the same texts on the same kind of device.</param>
    /// <param name="device">Where to run.</param>
    /// <param name="progress">Told the share that is written; null to tell nobody.</param>
    /// <param name="cancellation">Ends the work with <see cref="OperationCanceledException" />.</param>
    /// <returns>The texts in batches; PB3036 where the model is no decoder, or does not run on texts so long.</returns>
    public static Result<ValueList<Batch>> Write(
        OnnxModel model, GeneratedEntry asked, int seed, Device device, Action<double>? progress = null,
        CancellationToken cancellation = default)
    {
        var read = Decoder.Of(model, asked, device);
        if (!read.IsOk)
            return read.As<ValueList<Batch>>();
        var written = SessionWork.In(
            model, device, SessionSettings.Reproducible, session => Write(read.Value, session, asked, seed, progress, cancellation));
        return !written.IsOk ? written.As<ValueList<Batch>>()
            : written.Value.IsOk ? read.Value.Batches(written.Value.Value, asked.Tokens.Value)
            : written.Value.As<ValueList<Batch>>();
    }

    private static Result<long[][]> Write(
        Decoder decoder, ModelSession session, GeneratedEntry asked, int seed, Action<double>? progress, CancellationToken cancellation)
    {
        try
        {
            // What does not run on whole texts is told at once, not when they are nearly written.
            foreach (var batch in decoder.Batches([new long[asked.Tokens.Value]], asked.Tokens.Value).Value ?? [])
                session.Lend(batch.Inputs, [decoder.Output], cancellation).Dispose();
            var causal = CausalCheck.Holds(decoder, session, asked.Tokens.Value);
            return !causal.IsOk ? causal.As<long[][]>()
                : causal.Value ? Grow(decoder, session, asked, seed, progress, cancellation)
                : Unfit(asked, "it looks ahead: another last token changes its scores of the tokens before");
        }
        catch (InferenceException failure)
        {
            return Unfit(asked, $"it does not run on texts of {asked.Tokens.Value} tokens ("
                + $"{(failure.Node is { } node ? $"node '{node}' fails" : failure.Message.Trim().TrimEnd('.'))})");
        }
    }

    private static Result<long[][]> Grow(
        Decoder decoder, ModelSession session, GeneratedEntry asked, int seed, Action<double>? progress, CancellationToken cancellation)
    {
        var length = asked.Tokens.Value;
        var (texts, states) = (new long[asked.Sequences.Value][], new ulong[asked.Sequences.Value]);
        for (var text = 0; text < texts.Length; text++)
        {
            states[text] = (ulong)(uint)seed;
            states[text] = SplitMix64.Next(ref states[text]) + (ulong)text;
            texts[text] = new long[length];
            texts[text][0] = (long)(SplitMix64.Next(ref states[text]) % (ulong)decoder.Vocabulary);
        }

        for (var position = 1; position < length; position++)
        {
            var batches = Batches(decoder, texts, position);
            if (!batches.IsOk)
                return batches.As<long[][]>();
            foreach (var (batch, outputs) in OutputStream.Lend(session, batches.Value, [decoder.Output], cancellation: cancellation))
            {
                foreach (var (row, text) in batch.Records.Index())
                {
                    var scores = Decoder.ScoresOf(outputs[decoder.Output], row, position - 1);
                    var token = position < Opening
                        ? TokenSampler.Likeliest(scores)
                        : TokenSampler.At(scores, decoder.AreShares, Share(ref states[text]));
                    if (token is null)
                        return Unfit(asked, $"its scores behind {position} tokens are not all finite");
                    texts[text][position] = token.Value;
                }
            }

            // Each token costs a run over all before it.
            progress?.Invoke((double)position * position / ((double)length * length));
        }

        return Result<long[][]>.Ok(texts);
    }

    /// <summary>The texts so far, as many together as their scores leave room for.</summary>
    private static Result<List<Batch>> Batches(Decoder decoder, long[][] texts, int length)
    {
        var rows = (int)Math.Clamp(MostScores / ((long)texts[0].Length * decoder.Vocabulary), 1, MostRows);
        var all = new List<Batch>();
        foreach (var chunk in Enumerable.Range(0, texts.Length).Chunk(rows))
        {
            var batches = decoder.Batches([.. chunk.Select(text => texts[text])], length);
            if (!batches.IsOk)
                return batches.As<List<Batch>>();
            all.AddRange(
                batches.Value.Select(batch => batch with { Records = batch.Records.Select(record => chunk[record]).ToValueList() }));
        }

        return Result<List<Batch>>.Ok(all);
    }

    /// <summary>From 0 to below 1, in steps of 2⁻⁵³.</summary>
    private static double Share(ref ulong state) => (SplitMix64.Next(ref state) >> 11) * (1.0 / (1UL << 53));

    private static Result<long[][]> Unfit(GeneratedEntry asked, string reason) =>
        Result<long[][]>.Fail(DiagnosticCatalog.GeneratedUnfit, asked.Span, reason);
}
