using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Pruning.Recovery;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>The folder of artifacts: pruned models with their reports and records.</summary>
/// <param name="path">The folder; it need not be there.</param>
internal sealed class ArtifactFolder(string path)
{
    /// <summary>Name of the file that says what a run made.</summary>
    internal const string RecordFile = "record.json";

    /// <summary>Where a model's artifact and reports go.</summary>
    public string FolderOf(string model) => Path.Combine(path, model);

    /// <summary>Where its record goes.</summary>
    public string FileOf(string model) => Path.Combine(FolderOf(model), RecordFile);

    /// <summary>Where the trainings of the model with this key note how far they are.</summary>
    public RecoveryCheckpoints CheckpointsOf(string key) => RecoveryCheckpoints.In(path, key);

    /// <summary>The record that is there, whatever it was made from; null without one.</summary>
    public PruneRecord? Last(string model) => File.Exists(FileOf(model)) ? PruneRecordJson.Parse(File.ReadAllText(FileOf(model))) : null;

    /// <summary>The record that is there when it has this key and its files are whole; else null.</summary>
    public PruneRecord? Find(string model, string key) =>
        Last(model) is { } record && record.Key == key && record.Files.Count > 0 && record.Files
            .All(file => IsWhole(Path.Combine(FolderOf(model), file.Name), file))
            ? record
            : null;

    private static bool IsWhole(string path, ArtifactFile file) => File.Exists(path) && ContentHash.OfFile(path) == file.Sha256;
}
