using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Reading;

namespace PruneBuild.Engine.Pipeline;

/// <summary>What ships of a model.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Source">Full path of the original.</param>
/// <param name="IsOriginal">True when the original ships.</param>
/// <param name="File">Full path of the file that ships.</param>
/// <param name="Data">Full paths of its external data.</param>
/// <param name="Sha256">Hash of the file.</param>
/// <param name="Bytes">Size with external data.</param>
/// <param name="Inputs">The graph's inputs.</param>
/// <param name="Outputs">The graph's outputs.</param>
/// <param name="Record">What was measured; null when nothing was.</param>
internal sealed record ShippedFiles(
    ModelEntry Entry, string Source, bool IsOriginal, string File, ValueList<string> Data, string Sha256, long Bytes, ValueList<ModelValue> Inputs,
    ValueList<ModelValue> Outputs, PruneRecord? Record)
{
    /// <summary>The pruned model.</summary>
    public static ShippedFiles Pruned(PruneManifest manifest, ModelEntry entry, PruneRecord record, string folder) => new(
        entry, manifest.Resolve(entry.Source.Value), false, Path.Combine(folder, record.Files[0].Name),
        record.Files.Skip(1).Select(file => Path.Combine(folder, file.Name)).ToValueList(), record.Files[0].Sha256, record.Bytes, record.Inputs,
        record.Outputs, record);

    /// <summary>The original, with what was measured of it.</summary>
    public static Result<ShippedFiles> Original(PruneManifest manifest, ModelEntry entry, PruneRecord? record)
    {
        var source = manifest.Resolve(entry.Source.Value);
        var read = SourceModel.Read(manifest, entry);
        if (!read.IsOk)
            return read.As<ShippedFiles>();

        using var model = read.Value;
        var data = ExternalFiles.Of(model.Proto, source).ToValueList();
        return Result<ShippedFiles>.Ok(new ShippedFiles(
            entry, source, true, source, data, ContentHash.OfFile(source), data.Prepend(source).Sum(FileLength.Of),
            ModelValues.InputsOf(model), ModelValues.OutputsOf(model), record));
    }
}
