using System.Globalization;
using System.Text;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Data.Reading;

namespace PruneBuild.Engine.Data.Preparation.Tokenizers;

/// <summary>One token for each character: its place among the characters of a text in the order of their codes,
/// as char-rnn and nanoGPT number them. A Windows line end counts as a line feed, as it does where Python reads a text.</summary>
internal sealed class CharacterTokenizer : ITokenizer
{
    private readonly Dictionary<Rune, long> numbers;

    private CharacterTokenizer(Dictionary<Rune, long> numbers) => this.numbers = numbers;

    /// <summary>Different characters; the vocabulary of a model that was trained on this text.</summary>
    public int Count => numbers.Count;

    /// <summary>Opens a vocabulary.</summary>
    /// <param name="vocabulary">Full path of a text that has every character: the one the model was trained on,
    /// or the characters themselves.</param>
    public static Result<ITokenizer> Open(string vocabulary)
    {
        var text = DataText.Read(vocabulary);
        return text.IsOk ? Result<ITokenizer>.Ok(Of(text.Value)) : text.As<ITokenizer>();
    }

    /// <summary>The tokenizer of a text's characters.</summary>
    public static CharacterTokenizer Of(string text) =>
        new(DataText.WithLineFeeds(text).EnumerateRunes().Distinct().Order().Select((rune, number) => (rune, number))
            .ToDictionary(pair => pair.rune, pair => (long)pair.number));

    /// <inheritdoc />
    public bool TryEncode(string text, string? pair, out TokenizedText tokens, out string reason)
    {
        var ids = new List<long>(text.Length);
        foreach (var rune in DataText.WithLineFeeds(text + pair).EnumerateRunes())
        {
            if (numbers.TryGetValue(rune, out var number))
            {
                ids.Add(number);
                continue;
            }

            (tokens, reason) = (TokenizedText.Of([]), string.Create(CultureInfo.InvariantCulture,
                $"character '{rune}' (U+{rune.Value:X4}) is none of the {numbers.Count} of the vocabulary"));
            return false;
        }

        (tokens, reason) = (TokenizedText.Of([.. ids]), "");
        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }
}
