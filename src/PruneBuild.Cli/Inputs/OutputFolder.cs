using System.CommandLine;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Cli.Inputs;

/// <summary>Where artifacts and reports are: <c>obj/prune</c> beside the manifest, or where a build puts them.</summary>
internal static class OutputFolder
{
    /// <summary>The option.</summary>
    public static Option<string?> Option { get; } = new("--output-dir")
    {
        Description = "Folder of artifacts and reports; obj/prune beside the manifest unless given.", HelpName = "DIR",
    };

    /// <summary>The absolute folder.</summary>
    public static string Of(ParseResult parsed, Invocation invocation, PruneManifest manifest) =>
        Of(parsed, invocation, Path.GetFullPath(manifest.Path));

    /// <summary>The same beside a manifest that has not been read.</summary>
    public static string Of(ParseResult parsed, Invocation invocation, string manifest) =>
        parsed.GetValue(Option) is { } folder ? invocation.Absolute(folder) : RunRequest.DefaultOutputFolder(manifest);
}
