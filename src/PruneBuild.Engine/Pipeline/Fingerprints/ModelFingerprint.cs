using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Loading;

namespace PruneBuild.Engine.Pipeline.Fingerprints;

/// <summary>What a result depends on, by hash.</summary>
/// <param name="Settings">Hash of the model's part of the manifest without gates and where the output goes, of the seed:
/// the lock file's.</param>
/// <param name="Inputs">Every file and folder with its hash, by path from the manifest's folder.</param>
/// <param name="Source">Hash of the original: its file's own; with external data, that of all its files.</param>
/// <param name="Content">Hash of settings and inputs by content: where a file lies does not matter, so that projects share results.</param>
/// <param name="Basis">The same of what a sweep does not vary: without the first step's method and budget, and without later steps.</param>
internal sealed record ModelFingerprint(string Settings, ValueList<LockedInput> Inputs, string Source, string Content, string Basis)
{
    /// <summary>The fingerprint of a model as the tree is now.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    public static ModelFingerprint Of(PruneManifest manifest, ModelEntry entry) => Of(manifest, entry, HashedInputs.Of(manifest, entry));

    /// <summary>The same of inputs that were hashed before.</summary>
    /// <param name="manifest">The manifest.</param>
    /// <param name="entry">The model.</param>
    /// <param name="hashed">Its inputs.</param>
    public static ModelFingerprint Of(PruneManifest manifest, ModelEntry entry, HashedInputs hashed)
    {
        var (files, seed) = (hashed.Files, manifest.Seed.Value);
        var inputs = files.All.Select(path => new LockedInput(NameOf(manifest, path), hashed[path]))
            .OrderBy(input => input.Path, StringComparer.Ordinal);
        (string, string)[] parts = [.. files.All.Select((path, i) => ($"{i}", hashed[path])), .. LabelsOf(entry, hashed)];
        return new(
            SettingsOf(entry, seed),
            inputs.ToValueList(),
            ContentHash.OfFiles([.. files.External.Prepend(files.Source).Select(path => hashed[path])]),
            ContentHash.OfParts([.. parts, ("settings", SettingsOf(entry, Path.GetFileName, seed))]),
            ContentHash.OfParts(
                [.. parts, ("basis", SettingsOf(Unswept(entry), Path.GetFileName, seed)), ("engine", EngineVersion.Build)]))
        {
            Hashed = hashed,
        };
    }

    /// <summary>What was hashed.</summary>
    public required HashedInputs Hashed { get; init; }

    /// <summary>Hash of a model's settings as the lock file has it.</summary>
    public static string SettingsOf(ModelEntry entry, int seed) =>
        ContentHash.OfText(SettingsOf(entry, path => path, seed));

    /// <summary>Key of the result on a kind of device by this build of PruneBuild.</summary>
    public string Key(string deviceClass) =>
        ContentHash.OfParts(("content", Content), ("device", deviceClass), ("engine", EngineVersion.Build));

    /// <summary>Gates decide how labels of a single score are read, which methods and metrics go by.
    /// Where the model has more scores they do not, so that its first gate on labels needs no other pruning.</summary>
    private static (string, string)[] LabelsOf(ModelEntry entry, HashedInputs hashed) =>
        entry.Data is not null && AskedLabels.AreClasses(entry) && hashed.MayAnswerOneScore ? [("labels", "classes")] : [];

    /// <summary>Stages that a step sets belong to its method: with them, another method is another sweep.</summary>
    private static ModelEntry Unswept(ModelEntry entry)
    {
        var step = entry.Prune[0];
        var isPreset = step is { Criterion: null, Allocate: null, Reconstruct: null, Recover: null };
        return entry with { Prune = [step with { Method = isPreset ? null : step.Method, Remove = null }] };
    }

    private static string SettingsOf(ModelEntry entry, Func<string, string> path, int seed)
    {
        var data = entry.Data is null ? "" : SettingsText.Of(DataPaths.Map(entry.Data, path));
        // Where gates decide how much goes, they decide what the result is.
        var gates = entry.LeavesSizeToGates ? $"\n{SettingsText.Of(entry.Gates)}" : "";
        var storage = entry.Output.Storage.Value == OutputStorage.Dense ? "" : $"\n{entry.Output.Storage.Value}";
        return FormattableString.Invariant($"{data}\n{SettingsText.Of(entry.Prune)}\n{seed}{gates}{storage}");
    }

    private static string NameOf(PruneManifest manifest, string path) => Path.GetRelativePath(manifest.Folder, path).Replace('\\', '/');
}
