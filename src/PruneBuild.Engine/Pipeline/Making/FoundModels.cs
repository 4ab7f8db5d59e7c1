using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pipeline.Making;

/// <summary>Finds finished models without making any: in the output folder, or in a cache.</summary>
/// <param name="manifest">The manifest.</param>
/// <param name="artifacts">The folder of artifacts.</param>
/// <param name="caches">Finished work elsewhere.</param>
internal sealed class FoundModels(PruneManifest manifest, ArtifactFolder artifacts, RecordCaches caches)
{
    /// <summary>The model of this key in the output folder; null when another one is there, or none.</summary>
    public FinishedModel? Local(ModelEntry entry, string key, string staging) =>
        artifacts.Find(entry.Name.Value, key) is { } record
            ? Measured(entry, Named(entry, new FinishedModel(record, null, WorkDone.None), staging))
            : null;

    /// <summary>The model of this key from a cache, its files in <paramref name="staging" />; null when no cache has it.</summary>
    public FinishedModel? Cached(ModelEntry entry, string key, string staging) =>
        caches.Restore(key, staging) is { } record
            ? Measured(entry, Named(entry, new FinishedModel(record, staging, WorkDone.Restored), staging))
            : null;

    /// <summary>Another file name in the manifest needs no other model: the file is copied under the new one.</summary>
    private FinishedModel Named(ModelEntry entry, FinishedModel found, string staging)
    {
        var (name, main) = (Path.GetFileName(entry.Output.Path.Value), found.Record.Files[0]);
        if (main.Name == name)
            return found;
        Directory.CreateDirectory(staging);
        foreach (var file in found.Record.Files)
        {
            var from = Path.Combine(found.Staged ?? artifacts.FolderOf(entry.Name.Value), file.Name);
            var to = Path.Combine(staging, file == main ? name : file.Name);
            if (from != to)
                File.Copy(from, to, overwrite: true);
        }

        var files = found.Record.Files.Select(file => file == main ? file with { Name = name } : file).ToValueList();
        return found with { Record = found.Record with { Files = files }, Staged = staging };
    }

    /// <summary>A gate that came after the pruning needs no other model: what it asks for is counted.</summary>
    private FinishedModel Measured(ModelEntry entry, FinishedModel found)
    {
        if (!CountedCosts.LackCompressed(entry, found.Record.Measured))
            return found;
        var (source, folder) = (manifest.Resolve(entry.Source.Value), found.Staged ?? artifacts.FolderOf(entry.Name.Value));
        var compressed = CountedCosts.Compressed(
            [source, .. ExternalFiles.Of(source)], [.. found.Record.Files.Select(file => Path.Combine(folder, file.Name))]);
        return found with { Record = found.Record with { Measured = ModelMeter.Sorted([.. found.Record.Measured, compressed]) } };
    }
}
