using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Drafting;
using PruneBuild.Engine.Pipeline.Running;

namespace PruneBuild.Cli.Commands;

/// <summary><c>init</c>: drafts a manifest that works as it is.</summary>
internal static class InitCommand
{
    private static readonly Argument<string[]> Models = new("MODEL")
    {
        Description = "ONNX files.",
        Arity = ArgumentArity.OneOrMore,
    };

    private static readonly Option<string[]> Data = new("--data")
    {
        Description = "A file or folder of records, such as data/train.tsv; give it again for models that need others. "
            + "Held-out records beside it (dev, validation, test) are found by name. Without it, data is looked for beside the model.",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("init", "Drafts prune.yaml: looks at models and data, and writes a manifest with comments that works as it is.")
        {
            Models, Data,
        }
            .Does(terminal, (parsed, invocation) => Run(parsed.GetValue(Models) ?? [], parsed.GetValue(Data) ?? [], invocation));

    private static int Run(string[] models, string[] data, Invocation invocation)
    {
        var manifest = ManifestInput.PathOf(invocation);
        if (Path.Exists(manifest))
            return invocation.Finish([DiagnosticCatalog.ManifestExists.At(new SourceSpan(manifest), Path.GetFileName(manifest))]);
        var missing = data.Where(path => !Path.Exists(invocation.Absolute(path)))
            .Select(path => DiagnosticCatalog.DataNotFound.At(new SourceSpan(path), path)).ToArray();
        if (missing.Length > 0)
            return invocation.Finish(missing);
        var draft = ManifestDrafting.Draft(
            manifest, [.. models.Select(invocation.Absolute)], [.. data.Select(invocation.Absolute)],
            new DraftSettings(invocation.Device ?? DraftSettings.Default.Device, invocation.Seed ?? DraftSettings.Default.Seed),
            invocation.Cancellation);
        if (!draft.IsOk)
            return invocation.Finish(draft.Diagnostics);
        Directory.CreateDirectory(Path.GetDirectoryName(manifest)!);
        WholeFile.Write(manifest, draft.Value.Text);
        SchemaFile.WriteTo(RunRequest.DefaultOutputFolder(manifest));
        return invocation.Finish(
            draft.Diagnostics,
            writer => Write(writer, Path.GetRelativePath(invocation.Folder, manifest), draft.Value),
            new JsonObject { ["manifest"] = manifest, ["models"] = new JsonArray([.. draft.Value.Lines.Select(line => (JsonNode)line)]) });
    }

    private static void Write(TextWriter writer, string manifest, DraftedManifest draft)
    {
        writer.WriteLine($"wrote {manifest}");
        foreach (var line in draft.Lines)
            writer.WriteLine($"  {line}");
    }
}
