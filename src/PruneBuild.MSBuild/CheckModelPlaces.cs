using System.Linq;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;
using PruneBuild.MSBuild.State;

namespace PruneBuild.MSBuild;

/// <summary>Says where models of two projects would overwrite each other in the output folder of one that refers to both.</summary>
public sealed class CheckModelPlaces : Task
{
    /// <summary>Everything that is copied to the output folder, with <c>TargetPath</c>.</summary>
    [Required]
    public ITaskItem[] Files { get; set; } = [];

    /// <summary>The project.</summary>
    [Required]
    public string Project { get; set; } = "";

    /// <inheritdoc />
    public override bool Execute() => BuildDiagnostic.Guard(Log, Check);

    private bool Check()
    {
        foreach (var (first, second, place) in SharedPlaces.Of(
            Files.Select(file => (file.GetMetadata("FullPath"), file.GetMetadata("TargetPath")))))
            BuildDiagnostic.PlaceShared.Log(Log, Project, first, second, place);
        return !Log.HasLoggedErrors;
    }
}
