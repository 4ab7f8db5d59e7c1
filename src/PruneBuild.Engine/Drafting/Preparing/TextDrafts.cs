using PruneBuild.Engine.Data.Tables;

namespace PruneBuild.Engine.Drafting.Preparing;

/// <summary>Sentences for models that take token numbers.</summary>
internal static class TextDrafts
{
    private const int Sampled = 2000;

    /// <summary>One draft when there is a vocabulary and a column of sentences; two columns where the model takes segments.</summary>
    public static IEnumerable<DataDraft> Of(Source source)
    {
        var sentences = source.Table.Sentences;
        if (source.Sketch.Tokens is null || WindowDrafts.HasWindows(source.Calibration) || sentences.Count == 0
            || source.Vocabularies.FirstOrDefault(path => !path.EndsWith(".bin", StringComparison.OrdinalIgnoreCase)) is not { } vocabulary)
        {
            yield break;
        }

        var columns = sentences.Count == 2 ? InFileOrder(source, sentences) : [sentences[0]];
        var isJson = vocabulary.EndsWith(".json", StringComparison.OrdinalIgnoreCase);
        var parts = new List<string>
        {
            $"kind: {(isJson ? "tokenizer-json" : "wordpiece")}",
            $"vocabulary: {YamlText.Of(source.Relative(vocabulary))}",
        };
        if (!isJson)
            parts.Add($"lower-case: {(HasCapitals(vocabulary) ? "false" : "true")}");
        parts.Add($"text: {YamlText.Of(columns[0].Name)}");
        if (columns.Length > 1)
            parts.Add($"text-pair: {YamlText.Of(columns[1].Name)}");
        parts.Add($"max-length: {MaxLength(source, columns)}");
        yield return source.Draft([$"tokenize: {{ {string.Join(", ", parts)} }}"]);
    }

    private static TextColumn[] InFileOrder(Source source, IReadOnlyList<TextColumn> sentences) =>
        [.. source.Table.Table.Columns.OfType<TextColumn>().Where(sentences.Contains)];

    /// <summary>Room for the longest record as words and punctuation, half as much again for split words,
    /// at most what the model takes.</summary>
    private static int MaxLength(Source source, TextColumn[] columns)
    {
        var longest = Enumerable.Range(0, Math.Min(Sampled, columns[0].Count))
            .Max(record => columns.Sum(column => Pieces(column[record] ?? "")));
        var wanted = ((longest * 3 / 2) + 3 + 15) / 16 * 16;
        return Math.Min(wanted, source.Sketch.LongestSequence());
    }

    private static int Pieces(string text)
    {
        var (count, inside) = (0, false);
        foreach (var letter in text)
        {
            var isWord = char.IsLetterOrDigit(letter);
            if ((isWord && !inside) || (!isWord && !char.IsWhiteSpace(letter)))
                count++;
            inside = isWord;
        }

        return count;
    }

    /// <summary>A cased vocabulary has words with capitals; an uncased one has them only in special tokens.</summary>
    private static bool HasCapitals(string vocabulary) =>
        File.ReadLines(vocabulary).Any(word => word.Length > 1 && word[0] != '[' && word[0] != '<' && word.Any(char.IsUpper));
}
