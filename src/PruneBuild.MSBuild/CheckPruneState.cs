using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PruneBuild.MSBuild.Lists;
using PruneBuild.MSBuild.State;

namespace PruneBuild.MSBuild;

/// <summary>Looks, before MSBuild compares times, at what times do not tell; starts no process.</summary>
public sealed class CheckPruneState : Task
{
    /// <summary>Folder with models.json and inputs.txt of the last run.</summary>
    [Required]
    public string BuildDirectory { get; set; } = "";

    /// <summary>prune.lock.json.</summary>
    [Required]
    public string LockFile { get; set; } = "";

    /// <summary>The state, touched only when it changed.</summary>
    [Required]
    public string StateFile { get; set; } = "";

    /// <summary>The stamp of the last good run.</summary>
    [Required]
    public string StampFile { get; set; } = "";

    /// <summary>Settings that the next run would have, one a line.</summary>
    public string[] Settings { get; set; } = [];

    /// <summary>Every file that the last run read.</summary>
    [Output]
    public ITaskItem[] Inputs { get; set; } = [];

    /// <inheritdoc />
    public override bool Execute() => BuildDiagnostic.Guard(Log, Check);

    private bool Check()
    {
        var files = StateFiles.Of(BuildDirectory, LockFile, StateFile);
        Inputs = [.. PruneState.Refresh(files, Settings).Select(file => new TaskItem(EscapedText.Of(file)))];
        PruneState.Settle(files, StampFile);
        return true;
    }
}
