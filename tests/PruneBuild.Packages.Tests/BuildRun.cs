using Microsoft.Build.Logging.StructuredLogger;

namespace PruneBuild.Packages.Tests;

/// <summary>A command of the SDK that has run.</summary>
/// <param name="ExitCode">Its exit code.</param>
/// <param name="Output">What it said.</param>
/// <param name="BinaryLog">Path of its binary log.</param>
internal sealed record BuildRun(int ExitCode, string Output, string BinaryLog)
{
    private readonly Lazy<Build> log = new(() => BinaryLog.Length == 0 ? new Build() : Serialization.Read(BinaryLog));

    /// <summary>Fails the test unless the command succeeded.</summary>
    public BuildRun MustSucceed()
    {
        Assert.AreEqual(0, ExitCode, Output);
        return this;
    }

    /// <summary>True when the tool was started.</summary>
    public bool StartedTheTool => Tasks("RunPrune").Count > 0;

    /// <summary>True when the tool was started and pruned.</summary>
    public bool Pruned => Said("calibrating");

    /// <summary>True when a message holds these words.</summary>
    public bool Said(string words) => TimesSaid(words) > 0;

    /// <summary>How many messages hold these words.</summary>
    public int TimesSaid(string words)
    {
        var count = 0;
        log.Value.VisitAllChildren<Message>(message => count += message.Text?.Contains(words, StringComparison.Ordinal) == true ? 1 : 0);
        return count;
    }

    /// <summary>The tasks of that name that were executed.</summary>
    public IReadOnlyList<Microsoft.Build.Logging.StructuredLogger.Task> Tasks(string name)
    {
        var tasks = new List<Microsoft.Build.Logging.StructuredLogger.Task>();
        log.Value.VisitAllChildren<Microsoft.Build.Logging.StructuredLogger.Task>(task =>
        {
            if (task.Name == name)
                tasks.Add(task);
        });
        return tasks;
    }

    /// <summary>Errors and warnings as <c>CODE file(line,column)</c>, each once.</summary>
    public IReadOnlyList<string> Problems()
    {
        var problems = new List<string>();
        log.Value.VisitAllChildren<AbstractDiagnostic>(problem =>
            problems.Add(
                $"{(problem is Error ? "error" : "warning")} {problem.Code} "
                + $"{Path.GetFileName(problem.File)}({problem.LineNumber},{problem.ColumnNumber})"));
        return [.. problems.Distinct()];
    }
}
