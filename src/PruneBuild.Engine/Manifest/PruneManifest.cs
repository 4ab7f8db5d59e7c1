namespace PruneBuild.Engine.Manifest;

/// <summary>A prune.yaml: which models, how far, with which data, and which gates must hold.
/// Every value knows its line and column.</summary>
/// <param name="Path">The file, as it was named to the reader.</param>
/// <param name="Version">Version of the manifest's form: 1.</param>
/// <param name="Device"><c>auto</c>, <c>cpu</c>, <c>cuda</c> or <c>cuda:N</c>.</param>
/// <param name="Seed">Seed of everything that is drawn.</param>
/// <param name="Models">The models in the manifest's order; not empty.</param>
public sealed record PruneManifest(
    string Path, Located<int> Version, Located<string> Device, Located<int> Seed, ValueList<ModelEntry> Models)
{
    /// <summary>Full path of the folder that paths of the manifest are relative to.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path)) ?? System.IO.Path.GetFullPath(".");

    /// <summary>Full path of a path that the manifest gives.</summary>
    public string Resolve(string path) => System.IO.Path.GetFullPath(path, Folder);
}
