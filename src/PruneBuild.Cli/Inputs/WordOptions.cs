using System.CommandLine;

namespace PruneBuild.Cli.Inputs;

/// <summary>Options that take one of a few words, and say so when they are given another.</summary>
internal static class WordOptions
{
    /// <summary>The option, which takes these words and no others.</summary>
    /// <param name="option">The option.</param>
    /// <param name="words">What each word means; at least two. <c>q(uiet)</c> may be written short and long.</param>
    public static Option<T?> Among<T>(this Option<T?> option, IReadOnlyList<(string Word, T Value)> words)
        where T : struct, Enum
    {
        var meanings = words.SelectMany(one => Spellings(one.Word).Select(text => (text, one.Value))).ToDictionary();
        option.HelpName ??= string.Join('|', words.Select(one => one.Word));
        option.CompletionSources.Clear();
        option.CompletionSources.Add([.. meanings.Keys]);
        option.CustomParser = result =>
        {
            var text = result.Tokens[0].Value;
            if (meanings.TryGetValue(text, out var value))
                return value;
            result.AddError($"'{option.Name}' takes {Listed(words)}, not '{text}'.");
            return null;
        };
        return option;
    }

    /// <summary>The words as a sentence lists them: <c>a, b or c</c>.</summary>
    public static string Listed<T>(IReadOnlyList<(string Word, T Value)> words) =>
        $"{string.Join(", ", words.SkipLast(1).Select(one => one.Word))} or {words[^1].Word}";

    private static string[] Spellings(string word) =>
        word.Split('(', ')') is [var start, var rest, ""] ? [start, start + rest] : [word];
}
