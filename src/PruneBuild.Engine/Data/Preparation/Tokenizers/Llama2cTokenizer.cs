using System.Text;
using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Data.Preparation.Tokenizers;

/// <summary>Llama's tokenizer from a <c>tokenizer.bin</c> of llama2.c: characters, then the pair of the highest score
/// merges until none does.</summary>
/// <remarks>
/// Every document begins with token 1 and a space; characters that are no piece become their bytes (number 3 and up). A text may hold
/// several documents, with <c>&lt;|endoftext|&gt;</c> between them. The result is that of llama2.c's <c>encode</c>, which looks at all
/// pairs after each merge; here the pairs wait in a queue, which makes a long text cost O(n log n).
/// </remarks>
internal sealed class Llama2cTokenizer : ITokenizer
{
    /// <summary>Number of the piece for byte 0.</summary>
    public const int FirstByte = 3;

    private const string EndOfDocument = "<|endoftext|>";
    private const long Begin = 1;

    private readonly PieceVocabulary pieces;

    private Llama2cTokenizer(PieceVocabulary pieces) => this.pieces = pieces;

    /// <summary>Opens a tokenizer.bin.</summary>
    public static Result<ITokenizer> Open(string vocabulary)
    {
        var pieces = PieceVocabulary.Read(vocabulary);
        return pieces.IsOk ? Result<ITokenizer>.Ok(new Llama2cTokenizer(pieces.Value)) : pieces.As<ITokenizer>();
    }

    /// <inheritdoc />
    public bool TryEncode(string text, string? pair, out TokenizedText tokens, out string reason)
    {
        var documents = $"{text}{(pair is null ? "" : EndOfDocument)}{pair}".Split(
            EndOfDocument, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        (tokens, reason) = (TokenizedText.Of([.. documents.SelectMany(Document)]), "");
        return true;
    }

    /// <inheritdoc />
    public void Dispose()
    {
    }

    private IEnumerable<long> Document(string text)
    {
        var run = new MergeRun(pieces, Characters(text));
        run.Merge();
        return [Begin, .. run.Numbers];
    }

    private List<int> Characters(string text)
    {
        var numbers = new List<int>(text.Length + 1);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in $" {text}".EnumerateRunes())
        {
            var character = bytes[..rune.EncodeToUtf8(bytes)];
            if (pieces.Find(Encoding.Latin1.GetString(character)) is >= 0 and var number)
            {
                numbers.Add(number);
                continue;
            }

            foreach (var part in character)
                numbers.Add(FirstByte + part);
        }

        return numbers;
    }
}
