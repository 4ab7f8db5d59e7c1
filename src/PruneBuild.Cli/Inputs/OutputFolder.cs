using System.CommandLine;
using PruneBuild.Cli.Projects;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Cli.Inputs;

/// <summary>Where artifacts and reports are: where the project's builds put them, or <c>obj/prune</c> beside a manifest.</summary>
internal static class OutputFolder
{
    /// <summary>The option.</summary>
    public static Option<string?> Option { get; } = new("--output-dir")
    {
        Description = "Folder of artifacts and reports; obj/prune beside the manifest, or the project's own, unless given.",
        HelpName = "DIR",
    };

    /// <summary>The absolute folder.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="invocation">The call.</param>
    /// <param name="place">The manifest, which need not have been read, with what its project says.</param>
    public static string Of(ParseResult parsed, Invocation invocation, EvaluatedProject place) =>
        parsed.GetValue(Option) is { } folder
            ? invocation.Absolute(folder)
            : place.OutputFolder ?? RunRequest.DefaultOutputFolder(place.Manifest);
}
