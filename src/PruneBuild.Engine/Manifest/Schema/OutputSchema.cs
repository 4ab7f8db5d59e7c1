using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest.Shapes;

namespace PruneBuild.Engine.Manifest.Schema;

/// <summary>Where a pruned model goes.</summary>
internal static class OutputSchema
{
    private static readonly PathShape Inside = new(isInside: true);

    private static readonly Key<string> Path = Key.Optional("path", Inside,
        "Path in the app's output folder, or the resource's name; without it, as `source`.");

    private static readonly Key<OutputForm> Form = Key.Defaulted("as", new ChoiceShape<OutputForm>(null, [
        new("content", OutputForm.Content, ""),
        new("resource", OutputForm.Resource, ""),
    ]), "content", "`content`: a file in the output and publish folders; `resource`: embedded in the assembly.");

    private static readonly Key<OutputStorage> Storage = Key.Defaulted("store", new ChoiceShape<OutputStorage>(null, [
        new("dense", OutputStorage.Dense, ""),
        new("sparse-initializers", OutputStorage.SparseInitializers, ""),
    ]), "dense",
        "How masked weights are stored: `dense`, zeros too; `sparse-initializers`: their other elements and the places of these, "
        + "where that makes the file smaller (for 32-bit floats above two thirds of zeros). For runtimes that read sparse initializers; "
        + "ONNX Runtime makes them dense when it loads.");

    /// <summary>The output; a bare path stands for <c>path</c>.</summary>
    public static readonly MappingShape<OutputDraft> Shape = new(
        "output",
        "Where the pruned model goes, and how it travels with the app. A bare path stands for `path`.",
        [Path, Form, Storage],
        (values, _) => new OutputDraft(values.Find(Path), values.Get(Form), values.Get(Storage)),
        shorthand: Path);

    /// <summary>The output with the source's path where it has none of its own.</summary>
    public static OutputEntry Complete(OutputDraft? output, Located<string> source, DiagnosticLog log)
    {
        var form = output?.Form ?? new Located<OutputForm>(Form.DefaultValue, source.Span);
        var storage = output?.Storage ?? new Located<OutputStorage>(Storage.DefaultValue, source.Span);
        if (output?.Path is { } path)
            return new OutputEntry(path, form, storage);
        if (Inside.Fault(source.Value) is not null)
            log.Report(DiagnosticCatalog.ManifestPath, source.Span, source.Value, "source",
                "lies outside the manifest's folder, or says '..', so that it does not say where the pruned model goes. "
                + "Give the model an 'output' with a 'path'");
        return new OutputEntry(source, form, storage);
    }
}

/// <summary>An output before it is known what it defaults to.</summary>
internal sealed record OutputDraft(Located<string>? Path, Located<OutputForm> Form, Located<OutputStorage> Storage);
