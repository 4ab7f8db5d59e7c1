using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PruneBuild.MSBuild.State;
using PruneBuild.MSBuild.Tool;

namespace PruneBuild.MSBuild;

/// <summary>
/// Starts the tool in its own process, so that no native runtime enters a build node; says what it says, once, at its place; and
/// leaves a stamp when it ended well. Cancelling the build, or a time-out, ends the tool with its children.
/// </summary>
public sealed class RunPrune : ToolTask
{
    private const string ParentVariable = "PRUNEBUILD_PARENT";
    private const int LastWords = 5;
    private readonly Queue<string> lastLines = new();
    private readonly Stopwatch clock = new();
    private bool cancelled;

    /// <summary>The tool: an assembly that <c>dotnet</c> runs, or an executable.</summary>
    [Required]
    public string ToolFile { get; set; } = "";

    /// <summary>prune.yaml.</summary>
    [Required]
    public string Manifest { get; set; } = "";

    /// <summary>Folder for artifacts and reports.</summary>
    [Required]
    public string OutputDirectory { get; set; } = "";

    /// <summary>Folder for models.json and inputs.txt.</summary>
    [Required]
    public string BuildDirectory { get; set; } = "";

    /// <summary>The project's folder, in which the tool works.</summary>
    [Required]
    public string ProjectDirectory { get; set; } = "";

    /// <summary>prune.lock.json.</summary>
    [Required]
    public string LockFile { get; set; } = "";

    /// <summary>See <see cref="CheckPruneState.StateFile" />.</summary>
    [Required]
    public string StateFile { get; set; } = "";

    /// <summary>Written when the tool ended well.</summary>
    [Required]
    public string StampFile { get; set; } = "";

    /// <summary>See <see cref="CheckPruneState.Settings" />.</summary>
    public string[] Settings { get; set; } = [];

    /// <summary>The <c>dotnet</c> that runs the tool; found on the path when empty.</summary>
    public string? DotNetHost { get; set; }

    /// <summary>Over the manifest's device.</summary>
    public string? Device { get; set; }

    /// <summary>Over the manifest's seed.</summary>
    public string? Seed { get; set; }

    /// <summary>Over the manifest's on-fail.</summary>
    public string? OnFail { get; set; }

    /// <summary>Ships the models as they are.</summary>
    public bool Originals { get; set; }

    /// <summary>Makes a stale lock file an error.</summary>
    public bool Locked { get; set; }

    /// <summary>Folder with the native runtime that the project ships.</summary>
    public string? RuntimePath { get; set; }

    /// <summary>User cache.</summary>
    public string? Cache { get; set; }

    /// <summary>The shared cache, or empty for none.</summary>
    public string? CacheUrl { get; set; }

    /// <summary>Whether results go into the shared cache.</summary>
    public bool CacheWrite { get; set; }

    /// <summary>More arguments, as written.</summary>
    public string? Arguments { get; set; }

    /// <summary>Seconds after which the tool is stopped; 0 for never.</summary>
    public int TimeoutSeconds { get; set; }

    /// <summary>Folder with a page for each code; diagnostics link to it.</summary>
    public string? CodePages { get; set; }

    /// <inheritdoc />
    protected override string ToolName => ToolIsAssembly ? "dotnet" : Path.GetFileName(ToolFile);

    /// <inheritdoc />
    protected override MessageImportance StandardOutputLoggingImportance => MessageImportance.High;

    /// <inheritdoc />
    protected override MessageImportance StandardErrorLoggingImportance => MessageImportance.Normal;

    /// <inheritdoc />
    protected override Encoding StandardOutputEncoding => Encoding.UTF8;

    /// <inheritdoc />
    protected override Encoding StandardErrorEncoding => Encoding.UTF8;

    private bool ToolIsAssembly => ToolFile.EndsWith(".dll", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc />
    public override bool Execute() => BuildDiagnostic.Guard(Log, Run);

    /// <inheritdoc />
    public override void Cancel()
    {
        cancelled = true;
        base.Cancel();
    }

    /// <inheritdoc />
    protected override string GenerateFullPathToTool() => ToolIsAssembly ? DotNet.Find(DotNetHost) : ToolFile;

    /// <inheritdoc />
    protected override string GetWorkingDirectory() => ProjectDirectory;

    /// <inheritdoc />
    protected override string GenerateCommandLineCommands() => RunCommandLine.Of(this, ToolIsAssembly);

    /// <inheritdoc />
    protected override int ExecuteTool(string pathToTool, string responseFileCommands, string commandLineCommands)
    {
        try
        {
            return base.ExecuteTool(pathToTool, responseFileCommands, commandLineCommands);
        }
        catch (Win32Exception refusal)
        {
            BuildDiagnostic.ToolNotStarted.Log(Log, null, pathToTool, refusal.Message);
            return -1;
        }
    }

    /// <inheritdoc />
    protected override void LogEventsFromTextOutput(string singleLine, MessageImportance messageImportance)
    {
        if (DiagnosticLine.Parse(singleLine) is { } diagnostic)
        {
            Say(diagnostic);
            return;
        }

        Remember(singleLine);
        if (singleLine.Length > 0)
            Log.LogMessage(messageImportance, "{0}", singleLine);
    }

    /// <summary>Says nothing: the tool has said it, or <see cref="Execute" /> does, which also learns of a tool that was stopped.</summary>
    protected override bool HandleTaskExecutionErrors() => false;

    /// <summary>A node that is killed cannot stop the tool: the tool watches it, and stops by itself.</summary>
    private static string Self()
    {
        using var process = Process.GetCurrentProcess();
        return process.Id.ToString(CultureInfo.InvariantCulture);
    }

    private bool Run()
    {
        if (!File.Exists(ToolFile))
        {
            BuildDiagnostic.ToolMissing.Log(Log, null, ToolFile);
            return false;
        }

        EnvironmentVariables = [ParentVariable + "=" + Self()];
        Timeout = TimeLimit.Milliseconds(TimeoutSeconds);
        var marker = Mark();
        clock.Start();
        var ended = base.Execute() && File.Exists(Path.Combine(BuildDirectory, "models.json"));
        if (ended)
            Settle(marker);
        else if (!cancelled && !Log.HasLoggedErrors)
            SayWhyItFailed();
        return ended;
    }

    private void SayWhyItFailed()
    {
        if (TimeoutSeconds > 0 && clock.Elapsed.TotalSeconds >= TimeoutSeconds)
            BuildDiagnostic.ToolTimedOut.Log(Log, null, TimeoutSeconds);
        else
            BuildDiagnostic.ToolDied.Log(Log, null, ExitCode, string.Join(" / ", lastLines));
    }

    private void Say(DiagnosticLine diagnostic)
    {
        var (file, line, column) = (diagnostic.File, diagnostic.Line, diagnostic.Column);
        var help = CodePage.Link(CodePages, diagnostic.Code);
        switch (diagnostic.Severity)
        {
            case "error":
                Log.LogError(null, diagnostic.Code, null, help, file, line, column, 0, 0, "{0}", diagnostic.Message);
                break;
            case "warning":
                Log.LogWarning(null, diagnostic.Code, null, help, file, line, column, 0, 0, "{0}", diagnostic.Message);
                break;
            default:
                Log.LogMessage(null, diagnostic.Code, null, file, line, column, 0, 0, MessageImportance.High, "{0}", diagnostic.Message);
                break;
        }
    }

    private void Remember(string line)
    {
        lastLines.Enqueue(line);
        while (lastLines.Count > LastWords)
            lastLines.Dequeue();
    }

    /// <summary>The start as the file system's clock tells it, which may be another machine's.</summary>
    private string Mark()
    {
        Directory.CreateDirectory(BuildDirectory);
        var marker = StampFile + ".started";
        File.WriteAllText(marker, "");
        return marker;
    }

    /// <summary>
    /// The stamp says that everything read is older than it. A file that changed while the tool was running may have been read before
    /// or after: then there is no stamp, and the next build looks again.
    /// </summary>
    private void Settle(string marker)
    {
        var started = File.GetLastWriteTimeUtc(marker);
        var inputs = PruneState.Refresh(StateFiles.Of(BuildDirectory, LockFile, StateFile), Settings);
        File.Delete(marker);
        File.Delete(StampFile);
        if (!inputs.Any(input => File.GetLastWriteTimeUtc(input) > started))
            File.Copy(StateFile, StampFile);
    }
}
