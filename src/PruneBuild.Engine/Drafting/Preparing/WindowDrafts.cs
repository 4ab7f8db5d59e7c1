using PruneBuild.Engine.Data.Preparation.Tokenizers;
using PruneBuild.Engine.Data.Reading;
using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Drafting.Preparing;

/// <summary>Long rows of tokens, in windows as long as the model takes: streams of token numbers, and texts for language models.</summary>
internal static class WindowDrafts
{
    private const int LongEnough = 256;

    // English text has three to four characters a token.
    private const int CharactersPerToken = 4;

    /// <summary>True for files that are one long row.</summary>
    public static bool HasWindows(string path) => IsStream(path) || DataFile.Extension(path) == ".txt";

    /// <summary>Tokens of a window for this model.</summary>
    public static int Length(ModelSketch sketch) => sketch.Tokens is not { } tokens ? 0
        : tokens.Shape[1] is { } stated ? (int)stated
        : Math.Min(LongEnough, sketch.LongestSequence());

    /// <summary>One draft for a token stream; one for each tokenizer of as many tokens as the model scores, for a text.</summary>
    public static IEnumerable<DataDraft> Of(Source source)
    {
        if (source.Sketch.Tokens is not { } tokens || !HasWindows(source.Calibration))
            yield break;
        var length = Length(source.Sketch);
        if (IsStream(source.Calibration))
        {
            yield return source.Draft(
                [$"array: {{ columns: {TokenStreamReader.TokensColumn}, input: {YamlText.Of(tokens.Name)} }}"], length);
            yield break;
        }

        var text = ((TextColumn)source.Table.Table.Columns[0])[0]!;
        foreach (var (kind, vocabulary, characters) in Tokenizers(source, text))
            yield return source.Draft(
                [$"tokenize: {{ kind: {kind}, vocabulary: {YamlText.Of(source.Relative(vocabulary))} }}"], length,
                text.Length / characters / length);
    }

    private static bool IsStream(string path) => DataFile.Extension(path) is ".u16" or ".u32";

    /// <summary>Tokenizers of as many tokens as the model scores, and about how many characters a token has.</summary>
    private static IEnumerable<(string Kind, string Vocabulary, int Characters)> Tokenizers(Source source, string text)
    {
        var tokens = source.Sketch.Vocabulary;
        if (CharacterTokenizer.Of(text).Count == tokens)
            yield return ("characters", source.Calibration, 1);
        foreach (var path in source.Vocabularies)
        {
            var fits = Path.GetExtension(path) switch
            {
                ".bin" => PieceVocabulary.Read(path) is { IsOk: true } pieces && pieces.Value.Count == tokens ? "llama2c" : null,
                ".txt" => File.ReadLines(path).Take(tokens + 1).Count() == tokens ? "wordpiece" : null,
                _ => tokens > 0 ? "tokenizer-json" : null,
            };
            if (fits is not null)
                yield return (fits, path, CharactersPerToken);
        }
    }
}
