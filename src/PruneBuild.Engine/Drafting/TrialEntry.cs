using System.Globalization;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Drafting;

/// <summary>An entry that nobody wrote, to try what a draft may say.</summary>
internal static class TrialEntry
{
    /// <summary>A model without data that loses a share of its FLOPs.</summary>
    /// <param name="method">The method.</param>
    /// <param name="share">Above 0, below 1.</param>
    public static ModelEntry Of(string method, double share)
    {
        var text = string.Create(
            CultureInfo.InvariantCulture,
            $"version: 1\nmodels:\n  m:\n    source: m.onnx\n    prune: {{ method: {method}, remove: {{ flops: {share:0.##%} }} }}\n");
        return ManifestReader.Parse(text, "prune.yaml").Value!.Models[0];
    }
}
