using System;
using System.Globalization;
using System.IO;
using System.Linq;
using Microsoft.Build.Utilities;

namespace PruneBuild.MSBuild;

/// <summary>What the tasks themselves can say; everything else the tool says. A test holds codes and words equal to
/// DiagnosticCatalog's.</summary>
/// <param name="Code">Its code in the catalogue.</param>
/// <param name="Format">Its message there.</param>
internal sealed record BuildDiagnostic(string Code, string Format)
{
    /// <summary>No tool at the path.</summary>
    public static readonly BuildDiagnostic ToolMissing = new("PB5201",
        "The tool '{0}' does not exist. Restore the packages again, or correct PruneToolPath.");

    /// <summary>The system does not start the tool.</summary>
    public static readonly BuildDiagnostic ToolNotStarted = new("PB5210",
        "'{0}', which runs the tool, cannot be started: {1}. Correct PruneToolPath, or make the file executable.");

    /// <summary>The tool ended badly and did not say why.</summary>
    public static readonly BuildDiagnostic ToolDied = new("PB5202",
        "The tool ended with exit code {0} and no diagnostic. Its last words: {1}");

    /// <summary>The tool was stopped.</summary>
    public static readonly BuildDiagnostic ToolTimedOut = new("PB5203",
        "The tool did not end within PruneTimeout ({0} seconds) and was stopped. Nothing was replaced. "
        + "Raise PruneTimeout, or take less data.");

    /// <summary>A list in obj is damaged.</summary>
    public static readonly BuildDiagnostic ListUnreadable = new("PB5204",
        "'{0}', which the tool wrote, cannot be read: {1}. Delete it and build again.");

    /// <summary>The system refused to read or write a file.</summary>
    public static readonly BuildDiagnostic FileFailed = new("PB5100",
        "{0}: {1}. Nothing was replaced. Check permissions and free space, then run again.");

    /// <summary>What the last build left is gone.</summary>
    public static readonly BuildDiagnostic ArtifactGone = new("PB5207",
        "'{0}', which the last build left, is not there, so that nothing can ship. Build the project again, without --no-build.");

    /// <summary>A file is not the one that the tool judged.</summary>
    public static readonly BuildDiagnostic ArtifactReplaced = new("PB5208",
        "'{0}' is not the file that the last run of the tool left for this project, and does not ship. Build again; "
        + "projects that share PruneOutputDirectory need folders of their own.");

    /// <summary>Two files go to one place.</summary>
    public static readonly BuildDiagnostic PlaceShared = new("PB5211",
        "'{0}' and '{1}' both go to '{2}', and are not the same: one would overwrite the other. "
        + "Give one of the models another 'output' in its prune.yaml.");

    /// <summary>Logs it as an error.</summary>
    /// <param name="log">Where to.</param>
    /// <param name="file">File to blame; null for the tool itself.</param>
    /// <param name="arguments">What the message is filled with.</param>
    public void Log(TaskLoggingHelper log, string? file, params object[] arguments) =>
        log.LogError(null, Code, null, null, file ?? "PruneBuild", 0, 0, 0, 0, "{0}", Message(arguments));

    /// <summary>Does a task's work; what the system refuses on the way is an error of the build, not a fault of the task.</summary>
    /// <param name="log">Where to.</param>
    /// <param name="work">Returns whether it went well.</param>
    public static bool Guard(TaskLoggingHelper log, Func<bool> work)
    {
        try
        {
            return work();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            FileFailed.Log(log, null, exception.GetType().Name, exception.Message);
            return false;
        }
    }

    /// <summary>The message. An argument that is a sentence loses its period where the format has one.</summary>
    /// <param name="arguments">What it is filled with.</param>
    public string Message(params object[] arguments) => string.Format(CultureInfo.InvariantCulture, Format, [.. arguments.Select(
        (argument, place) => argument is string text && Format.Contains($"{{{place}}}.") ? text.TrimEnd('.') : argument)]);
}
