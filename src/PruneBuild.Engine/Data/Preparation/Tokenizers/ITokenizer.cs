namespace PruneBuild.Engine.Data.Preparation.Tokenizers;

/// <summary>Turns text into token numbers.</summary>
internal interface ITokenizer : IDisposable
{
    /// <summary>The tokens of a text, special tokens included.</summary>
    /// <param name="text">The text.</param>
    /// <param name="pair">The second text; null for none.</param>
    /// <param name="tokens">What became of it.</param>
    /// <param name="reason">Why it cannot be turned into tokens; empty when it can.</param>
    /// <returns>False when the vocabulary does not cover the text.</returns>
    bool TryEncode(string text, string? pair, out TokenizedText tokens, out string reason);
}

/// <summary>A text as numbers.</summary>
/// <param name="Ids">Numbers of its tokens.</param>
/// <param name="Types">For each token, 0 for the first text and 1 for the second.</param>
internal sealed record TokenizedText(long[] Ids, long[] Types)
{
    /// <summary>Tokens of one text.</summary>
    public static TokenizedText Of(long[] ids) => new(ids, new long[ids.Length]);
}
