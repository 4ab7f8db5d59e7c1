using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>What a run is asked for.</summary>
/// <param name="Manifest">The manifest, with what the command line says over it.</param>
/// <param name="Models">Those of its models that are to be run, in its order.</param>
/// <param name="OutputFolder">Full path of the folder for artifacts and reports.</param>
/// <param name="BuildFolder">Full path of the folder for models.json and inputs.txt; null for neither.</param>
/// <param name="Caches">Where finished work is found and stored; null for nowhere.</param>
/// <param name="OnFail">Over each model's; null for that.</param>
/// <param name="Originals">True to ship every model as it is.</param>
/// <param name="Locked">True to hold the lock file against the tree and not to write it.</param>
/// <param name="Made">Keys of the records that others put into the cache, by the content of the inputs: then nothing is pruned here, and no
/// device is needed. Null for a run that prunes itself.</param>
public sealed record RunRequest(
    PruneManifest Manifest,
    ValueList<ModelEntry> Models,
    string OutputFolder,
    string? BuildFolder = null,
    CachePlaces? Caches = null,
    OnFail? OnFail = null,
    bool Originals = false,
    bool Locked = false,
    IReadOnlyDictionary<string, string>? Made = null)
{
    /// <summary>True when all models of the manifest are run.</summary>
    internal bool IsWhole => Models.Count == Manifest.Models.Count;

    /// <summary>The folder of artifacts beside a manifest, where none is given.</summary>
    /// <param name="manifest">Full path of the manifest.</param>
    public static string DefaultOutputFolder(string manifest) => Path.Combine(Path.GetDirectoryName(manifest)!, "obj", "prune");
}
