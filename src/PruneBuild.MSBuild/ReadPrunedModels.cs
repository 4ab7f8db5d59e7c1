using System;
using System.IO;
using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PruneBuild.MSBuild.Lists;
using PruneBuild.MSBuild.State;

namespace PruneBuild.MSBuild;

/// <summary>Turns models.json into items: what ships, and its external data.</summary>
public sealed class ReadPrunedModels : Task
{
    /// <summary>models.json.</summary>
    [Required]
    public string ModelsFile { get; set; } = "";

    /// <summary>
    /// One item a model: the file that ships, with <c>Name</c>, <c>Source</c>, <c>As</c>, <c>TargetPath</c>, <c>LogicalName</c>,
    /// <c>Shipped</c>, <c>Sha256</c>, <c>Bytes</c>, and <c>Accuracy</c> where it was measured.
    /// </summary>
    [Output]
    public ITaskItem[] Models { get; set; } = [];

    /// <summary>External data of the models, with <c>Name</c>, <c>As</c>, <c>TargetPath</c> and <c>LogicalName</c>.</summary>
    [Output]
    public ITaskItem[] Data { get; set; } = [];

    /// <summary>Where it is noted which files were held against the list; empty to hold none: an editor shows what there is.</summary>
    public string? CheckedFile { get; set; }

    /// <summary>The stamp of the last good run: where a file is not the right one, the next build has to look again.</summary>
    public string? StampFile { get; set; }

    /// <inheritdoc />
    public override bool Execute() => BuildDiagnostic.Guard(Log, Read);

    private bool Read()
    {
        try
        {
            var models = ModelList.Read(ModelsFile);
            if (!string.IsNullOrEmpty(CheckedFile) && ArtifactCheck.Fault(models, CheckedFile!) is { } fault)
                return Refuse(fault.What, fault.File);
            Models = [.. models.Select(ModelItems.Of)];
            Data = [.. models.SelectMany(ModelItems.OfData)];
            return true;
        }
        catch (FormatException exception)
        {
            BuildDiagnostic.ListUnreadable.Log(Log, ModelsFile, ModelsFile, exception.Message);
            return false;
        }
    }

    private bool Refuse(BuildDiagnostic what, string file)
    {
        if (!string.IsNullOrEmpty(StampFile))
            File.Delete(StampFile);
        what.Log(Log, file, file);
        return false;
    }
}
