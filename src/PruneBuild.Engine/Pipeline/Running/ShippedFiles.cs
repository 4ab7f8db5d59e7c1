using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Loading;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Files;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>What ships of a model.</summary>
/// <param name="Entry">Its entry.</param>
/// <param name="Source">Full path of the original.</param>
/// <param name="IsOriginal">True when the original ships.</param>
/// <param name="File">The file that ships.</param>
/// <param name="Data">Its external data.</param>
/// <param name="Bytes">Size with external data.</param>
/// <param name="Inputs">The graph's inputs.</param>
/// <param name="Outputs">The graph's outputs.</param>
/// <param name="Record">What was measured; null when nothing was.</param>
internal sealed record ShippedFiles(
    ModelEntry Entry, string Source, bool IsOriginal, ShippedFile File, ValueList<ShippedFile> Data, long Bytes,
    ValueList<ModelValue> Inputs, ValueList<ModelValue> Outputs, PruneRecord? Record)
{
    /// <summary>The pruned model.</summary>
    public static ShippedFiles Pruned(PruneManifest manifest, ModelEntry entry, PruneRecord record, string folder)
    {
        var files = record.Files.Select(file => new ShippedFile(Path.Combine(folder, file.Name), file.Sha256)).ToArray();
        return new(
            entry, manifest.Resolve(entry.Source.Value), false, files[0], files[1..].ToValueList(), record.Bytes,
            record.Inputs, record.Outputs, record);
    }

    /// <summary>The original, with what was measured of it.</summary>
    public static Result<ShippedFiles> Original(PruneManifest manifest, ModelEntry entry, PruneRecord? record)
    {
        var source = manifest.Resolve(entry.Source.Value);
        var read = SourceModel.Read(manifest, entry);
        if (!read.IsOk)
            return read.As<ShippedFiles>();

        using var model = read.Value;
        var files = ExternalFiles.Of(model.Proto, source).Prepend(source)
            .Select(path => new ShippedFile(path, ContentHash.OfFile(path))).ToArray();
        return Result<ShippedFiles>.Ok(new ShippedFiles(
            entry, source, true, files[0], files[1..].ToValueList(), files.Sum(file => FileLength.Of(file.Path)),
            ModelValue.InputsOf(model), ModelValue.OutputsOf(model), record));
    }
}

/// <summary>A file that ships.</summary>
/// <param name="Path">Its full path.</param>
/// <param name="Sha256">Hash of its bytes.</param>
internal sealed record ShippedFile(string Path, string Sha256);
