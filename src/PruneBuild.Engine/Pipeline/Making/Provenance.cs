using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Pipeline.Making;

/// <summary>Where a pruned model came from, in its own metadata.</summary>
internal static class Provenance
{
    private const string Prefix = "prunebuild.";

    /// <summary>The pruned model with the original's properties and ours.</summary>
    public static OnnxModel Stamp(OnnxModel pruned, OnnxModel original, string sourceSha256, string method)
    {
        var proto = pruned.Proto.Clone();
        var kept = original.Proto.MetadataProps.Where(property => !property.Key.StartsWith(Prefix, StringComparison.Ordinal)).ToArray();
        proto.MetadataProps.Clear();
        proto.MetadataProps.Add(kept);
        proto.MetadataProps.Add(Property("source.sha256", sourceSha256));
        proto.MetadataProps.Add(Property("method", method));
        proto.MetadataProps.Add(Property("version", EngineVersion.Version));
        return pruned.With(proto);
    }

    private static StringStringEntryProto Property(string name, string value) => new() { Key = Prefix + name, Value = value };
}
