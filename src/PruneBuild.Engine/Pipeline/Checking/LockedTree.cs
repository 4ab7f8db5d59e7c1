using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Pipeline.Checking;

/// <summary>A lock file, and what it names as that is on disk now. Hashing is most of a check, and the lock file alone says of what: it
/// goes on while the manifest is read.</summary>
public sealed class LockedTree
{
    private LockedTree(string manifest, string outputFolder, IReadOnlyCollection<string> names)
    {
        Artifacts = new ArtifactFolder(outputFolder);
        Lock = LockFileReader.Read(LockFile.PathFor(manifest));
        var folder = Path.GetDirectoryName(manifest)!;
        var models = Lock.IsOk ? Lock.Value.Models.Where(model => names.Count == 0 || names.Contains(model.Name)) : [];
        Hashes = PathHashes.Begin(
            models.SelectMany(model => model.Inputs.Select(input => Path.GetFullPath(input.Path, folder)).Prepend(ArtifactOf(model))));
    }

    /// <summary>The lock file, empty when there is none; or why it cannot be read.</summary>
    public Result<LockFile> Lock { get; }

    /// <summary>What is in the folder of artifacts.</summary>
    internal ArtifactFolder Artifacts { get; }

    /// <summary>Hashes of inputs and artifacts, by full path.</summary>
    internal PathHashes Hashes { get; }

    /// <summary>Reads the lock file of a manifest and begins to hash inputs and artifacts.</summary>
    /// <param name="manifest">Full path of the manifest.</param>
    /// <param name="outputFolder">Full path of the folder of artifacts.</param>
    /// <param name="names">The models that matter; all for none.</param>
    public static LockedTree Begin(string manifest, string outputFolder, IReadOnlyCollection<string> names) =>
        new(manifest, outputFolder, names);

    /// <summary>Where a model's artifact belongs.</summary>
    internal string ArtifactOf(LockedModel model) => Path.Combine(Artifacts.FolderOf(model.Name), model.Artifact.File);
}
