using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Tests.Pruning;

/// <summary>Entries of a manifest, as users write them.</summary>
internal static class SampleEntry
{
    /// <summary>A model with this under <c>prune</c>.</summary>
    /// <param name="prune">One step, or several.</param>
    /// <param name="rest">More keys of the model, each with its value on one line.</param>
    public static ModelEntry Of(string prune, params string[] rest)
    {
        var lines = string.Concat(rest.Prepend($"prune: {prune}").Select(line => $"    {line}\n"));
        var manifest = ManifestReader.Parse($"version: 1\nmodels:\n  one:\n    source: a.onnx\n{lines}", "prune.yaml");
        Assert.IsTrue(manifest.IsOk, string.Join("; ", manifest.Diagnostics));
        return manifest.Value.Models[0];
    }
}
