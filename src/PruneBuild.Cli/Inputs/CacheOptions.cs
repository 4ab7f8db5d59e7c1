using System.CommandLine;
using System.CommandLine.Parsing;
using PruneBuild.Engine.Artifacts.Caches;

namespace PruneBuild.Cli.Inputs;

/// <summary>Options of the commands that store and find pruned models.</summary>
internal static class CacheOptions
{
    /// <summary>Without the address: what is in it must not get into logs.</summary>
    private const string NoSecrets = "The address of the shared cache names a user or a password, which logs would show. Leave them out, "
        + $"and set {CacheLocation.Variable}_TOKEN.";

    private static readonly Option<string?> Url = new("--cache-url")
    {
        Description = "A cache that others use too: http(s)://… in Bazel's layout, or a folder; "
            + $"{CacheLocation.Variable}_URL unless given.", HelpName = "URL",
    };

    private static readonly Option<bool> Write = new("--cache-write") { Description = "Stores results in the shared cache too." };

    /// <summary>The user's own cache.</summary>
    public static Option<string?> Folder { get; } = new("--cache")
    {
        Description = $"Folder of the cache, or none; {CacheLocation.Variable} or the user's cache folder unless given.",
        HelpName = "DIR|none",
    };

    /// <summary>Adds them to a command.</summary>
    public static void AddTo(Command command)
    {
        command.Add(Folder);
        command.Add(Url);
        command.Add(Write);
        command.Validators.Add(CheckShared);
        CheckFolder(command, Folder);
    }

    /// <summary>Lets a command refuse an address where its cache, as given or as the environment names it, is a folder: nobody looks for
    /// results in a folder 'ftp:'.</summary>
    /// <param name="command">The command.</param>
    /// <param name="option">Its option for the folder.</param>
    public static void CheckFolder(Command command, Option<string?> option) => command.Validators.Add(result =>
    {
        if ((result.GetValue(option) ?? CacheLocation.Named) is not { } folder || !folder.Contains("://", StringComparison.Ordinal))
            return;
        result.AddError(SharedCache.HasSecret(folder)
            ? NoSecrets
            : $"The cache '{folder}' is no folder. An address goes behind '--cache-url'.");
    });

    /// <summary>The user's cache unless it is turned off, and the shared one that the command line names, else the environment.</summary>
    public static CachePlaces Of(ParseResult parsed, Invocation invocation) =>
        new(FolderOf(parsed.GetValue(Folder), invocation), SharedOf(parsed, invocation) ?? SharedCache.Named, parsed.GetValue(Write));

    /// <summary>The folder that an option names, else the environment, else the system; null when the cache is turned off.</summary>
    public static string? FolderOf(string? given, Invocation invocation) =>
        CacheLocation.Find(string.IsNullOrEmpty(given) || CacheLocation.IsNone(given) ? given : invocation.Absolute(given));

    /// <summary>An address of a kind that no cache has is no folder either.</summary>
    private static void CheckShared(CommandResult result)
    {
        if ((result.GetValue(Url) ?? SharedCache.Named) is not { } address)
            return;
        foreach (var wrong in SharedCache.WrongVariables())
            result.AddError(wrong);
        if (SharedCache.HasSecret(address))
            result.AddError(NoSecrets);
        else if (!SharedCache.CanOpen(address))
            result.AddError($"The shared cache '{address}' is no http(s) address and no folder.");
    }

    private static string? SharedOf(ParseResult parsed, Invocation invocation)
    {
        var given = parsed.GetValue(Url);
        return given is null || Uri.TryCreate(given, UriKind.Absolute, out _) ? given : invocation.Absolute(given);
    }
}
