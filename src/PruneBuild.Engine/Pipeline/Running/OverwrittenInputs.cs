using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Fingerprints;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Reporting.Runs;
using PruneBuild.Onnx.Files;

namespace PruneBuild.Engine.Pipeline.Running;

/// <summary>Files of the user that a run would take the place of: it must not start.</summary>
internal static class OverwrittenInputs
{
    /// <summary>PB1018 at each model whose files would fall on one that the manifest reads, for any of its models;
    /// none where originals ship.</summary>
    public static Diagnostic[] Of(RunRequest request)
    {
        if (request.Originals)
            return [];
        var artifacts = new ArtifactFolder(request.OutputFolder);
        var inputs = Inputs(request.Manifest).ToArray();
        return [.. request.Models.Select(entry => At(entry, artifacts, inputs)).OfType<Diagnostic>()];
    }

    private static Diagnostic? At(ModelEntry entry, ArtifactFolder artifacts, string[] inputs)
    {
        var folder = Real(artifacts.FolderOf(entry.Name.Value));
        var written = Written(entry, artifacts).Select(Real).ToHashSet(FileNames.Comparer);
        return inputs.FirstOrDefault(input => written.Contains(input) || IsDataOf(entry, folder, input)) is { } input
            ? DiagnosticCatalog.OutputOverInput.At(entry.Span, entry.Name.Value, input)
            : null;
    }

    private static IEnumerable<string> Inputs(PruneManifest manifest) =>
        manifest.Models.SelectMany(entry => InputFiles.Of(manifest, entry).Watched()).Append(manifest.Path).Select(Real);

    /// <summary>What stands in the model's folder after a run, and what a run takes away there: files of the record before it.</summary>
    private static IEnumerable<string> Written(ModelEntry entry, ArtifactFolder artifacts)
    {
        var name = entry.Name.Value;
        return RunReports.Names.Append(Path.GetFileName(entry.Output.Path.Value))
            .Concat((artifacts.Last(name)?.Files ?? []).Select(file => file.Name))
            .Select(file => Path.Combine(artifacts.FolderOf(name), file)).Append(artifacts.FileOf(name));
    }

    /// <summary>The pruned model's external data has a part of its key in the name, which is not known yet.</summary>
    private static bool IsDataOf(ModelEntry entry, string folder, string input) =>
        string.Equals(Path.GetDirectoryName(input), folder, FileNames.Comparison)
        && Path.GetFileName(input).StartsWith(Path.GetFileName(entry.Output.Path.Value) + ".", FileNames.Comparison)
        && input.EndsWith(".data", FileNames.Comparison);

    private static string Real(string path) => RealPath.Of(path) ?? Path.GetFullPath(path);
}
