using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Inference.Sessions;

namespace PruneBuild.Engine.Data.Generating;

/// <summary>Tells a decoder from a model that looks ahead, such as one that fills gaps.</summary>
internal static class CausalCheck
{
    private const int Longest = 8;

    /// <summary>True when a model does not look ahead over a short text.</summary>
    /// <param name="decoder">The model.</param>
    /// <param name="session">It is open.</param>
    /// <param name="length">Tokens of a text, at least 2.</param>
    /// <exception cref="InferenceException">It does not run.</exception>
    public static Result<bool> Holds(Decoder decoder, ModelSession session, int length)
    {
        long[] text = [.. Enumerable.Range(0, Math.Min(length, Longest)).Select(i => (long)(i % decoder.Vocabulary))];
        var batches = decoder.Batches([text], text.Length);
        return batches.IsOk
            ? Result<bool>.Ok(!LookAhead.Happens(session, decoder.Output, decoder.Tokens.Ids, batches.Value[0]))
            : batches.As<bool>();
    }
}
