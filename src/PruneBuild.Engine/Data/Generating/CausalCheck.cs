using PruneBuild.Diagnostics;
using PruneBuild.Inference.Sessions;

namespace PruneBuild.Engine.Data.Generating;

/// <summary>Tells a decoder from a model that looks ahead, such as one that fills gaps.</summary>
internal static class CausalCheck
{
    private const int Longest = 8;

    // Quantised activations share a scale, so that a later token moves earlier scores a little.
    private const double Tolerance = 0.05;

    /// <summary>True when another last token moves the scores of earlier positions by less than a twentieth of
    /// what it moves its own.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="session">It is open.</param>
    /// <param name="length">Tokens of a text, at least 2.</param>
    /// <exception cref="InferenceException">It does not run.</exception>
    public static Result<bool> Holds(Decoder decoder, ModelSession session, int length)
    {
        var checkedLength = Math.Min(length, Longest);
        long[] one = [.. Enumerable.Range(0, checkedLength).Select(i => (long)(i % decoder.Vocabulary))];
        long[] other = [.. one[..^1], (one[^1] + (decoder.Vocabulary / 2)) % decoder.Vocabulary];
        var batches = decoder.Batches([one, other], checkedLength);
        if (!batches.IsOk)
            return batches.As<bool>();
        var scores = new float[2][];
        foreach (var batch in batches.Value)
        {
            var output = session.Run(batch.Inputs, [decoder.Output])[decoder.Output];
            foreach (var (row, record) in batch.Records.Index())
                scores[record] = [.. Enumerable.Range(0, checkedLength).SelectMany(position => Decoder.ScoresOf(output, row, position))];
        }

        var moved = scores[0].Zip(scores[1], (a, b) => Math.Abs((double)a - b)).ToArray();
        var early = moved[..^decoder.Vocabulary].Max();
        return Result<bool>.Ok(early <= Tolerance * moved[^decoder.Vocabulary..].Max());
    }
}
