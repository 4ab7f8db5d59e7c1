using System.CommandLine;
using System.CommandLine.Parsing;
using PruneBuild.Engine.Artifacts.Caches;

namespace PruneBuild.Cli.Inputs;

/// <summary>Options of the commands that store and find pruned models.</summary>
internal static class CacheOptions
{
    private static readonly Option<string?> Url = new("--cache-url")
    {
        Description = "A cache that others use too: http(s)://… in Bazel's layout, or a folder; "
            + $"{CacheLocation.Variable}_URL unless given.", HelpName = "URL",
    };

    private static readonly Option<bool> Write = new("--cache-write") { Description = "Stores results in the shared cache too." };

    /// <summary>The user's own cache.</summary>
    public static Option<string?> Folder { get; } = Checked(new("--cache")
    {
        Description = $"Folder of the cache, or none; {CacheLocation.Variable} or the user's cache folder unless given.",
        HelpName = "DIR|none",
    });

    /// <summary>Adds them to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Folder);
        command.Add(Url);
        command.Add(Write);
        command.Validators.Add(Check);
    }

    /// <summary>The user's cache unless it is turned off, and the shared one that the command line names, else the environment.</summary>
    public static CachePlaces Of(ParseResult parsed, Invocation invocation) =>
        new(FolderOf(parsed.GetValue(Folder), invocation), SharedOf(parsed, invocation) ?? SharedCache.Named, parsed.GetValue(Write));

    /// <summary>The folder that an option names, else the environment, else the system; null when the cache is turned off.</summary>
    public static string? FolderOf(string? given, Invocation invocation) =>
        CacheLocation.Find(string.IsNullOrEmpty(given) || CacheLocation.IsNone(given) ? given : invocation.Absolute(given));

    /// <summary>An option for a folder of a cache, which refuses an address: nobody looks for results in a folder 'ftp:'.</summary>
    public static Option<string?> Checked(Option<string?> option)
    {
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } folder && folder.Contains("://", StringComparison.Ordinal))
                result.AddError($"The cache '{folder}' is no folder. An address goes behind '--cache-url'.");
        });
        return option;
    }

    /// <summary>An address of a kind that no cache has is no folder either.</summary>
    private static void Check(CommandResult result)
    {
        if ((result.GetValue(Url) ?? SharedCache.Named) is { } address && !SharedCache.CanOpen(address))
            result.AddError($"The shared cache '{address}' is no http(s) address and no folder.");
    }

    private static string? SharedOf(ParseResult parsed, Invocation invocation)
    {
        var given = parsed.GetValue(Url);
        return given is null || Uri.TryCreate(given, UriKind.Absolute, out _) ? given : invocation.Absolute(given);
    }
}
