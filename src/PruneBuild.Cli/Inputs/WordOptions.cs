using System.CommandLine;

namespace PruneBuild.Cli.Inputs;

/// <summary>Options that take one of a few words, and say so when they are given another.</summary>
internal static class WordOptions
{
    /// <summary>The option, which takes no other words; at least two.</summary>
    public static Option<T> Among<T>(this Option<T> option, params string[] words) => option.AmongNamed($"{string.Join(", ", words[..^1])} or {words[^1]}", words);

    /// <summary>The same with words of one's own for the list.</summary>
    /// <param name="option">The option.</param>
    /// <param name="takes">The words, as a message lists them.</param>
    /// <param name="words">The words.</param>
    public static Option<T> AmongNamed<T>(this Option<T> option, string takes, params string[] words)
    {
        option.CompletionSources.Add(words);
        option.Validators.Add(result =>
        {
            foreach (var other in result.Tokens.Select(token => token.Value).Where(value => !words.Contains(value)))
                result.AddError($"'{option.Name}' takes {takes}, not '{other}'.");
        });
        return option;
    }
}
