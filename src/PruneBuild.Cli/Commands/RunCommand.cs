using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Cli.Commands;

/// <summary><c>dotnet prune run</c>: prunes what changed, judges the gates.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Names = ModelNames.Argument();
    private static readonly Option<string?> OutputFolder = new("--output-dir") { Description = "Folder for artifacts and reports; obj/prune beside the manifest unless given.", HelpName = "DIR" };
    private static readonly Option<string?> BuildFolder = new("--build") { Description = "Writes models.json and inputs.txt for a build into this folder.", HelpName = "DIR" };
    private static readonly Option<string?> FailAction = FailActionOption();
    private static readonly Option<bool> Originals = new("--originals") { Description = "Ships every model as it is: nothing is pruned, no gate is judged." };
    private static readonly Option<bool> Locked = new("--locked") { Description = "A missing or stale entry of prune.lock.json is an error; the file is not written." };
    private static readonly Option<string?> RuntimeFolder = new("--runtime-path") { Description = "Folder with the native ONNX Runtime of the app, to measure on.", HelpName = "DIR" };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("run", "Prunes what changed, judges the gates, and puts the pruned models into place when all of them hold.");
        command.Add(Names);
        foreach (Option option in new Option[] { OutputFolder, BuildFolder, FailAction, Originals, Locked, RuntimeFolder })
            command.Add(option);
        CacheOptions.AddTo(command);
        return command.Does(terminal, Run);
    }

    private static int Run(ParseResult parsed, Invocation invocation)
    {
        var selected = ManifestInput.Select(invocation, parsed.GetValue(Names) ?? [], parsed.GetValue(RuntimeFolder) is { } folder ? invocation.Absolute(folder) : null);
        if (!selected.IsOk)
            return invocation.Finish(selected.Diagnostics);
        var (manifest, models) = selected.Value;
        var progress = ProgressLines.Of(invocation);
        RunOutcome outcome;
        try
        {
            outcome = PruneRun.Execute(Request(parsed, invocation, manifest, models), progress, invocation.Cancellation);
        }
        finally
        {
            progress?.End();
        }

        return invocation.Finish(
            [.. selected.Diagnostics, .. outcome.Diagnostics], writer => Write(writer, outcome), outcome.HasFailed ? null : Json(outcome));
    }

    private static RunRequest Request(ParseResult parsed, Invocation invocation, PruneManifest manifest, ValueList<ModelEntry> models) =>
        new(
            manifest,
            models,
            parsed.GetValue(OutputFolder) is { } output ? invocation.Absolute(output) : RunRequest.DefaultOutputFolder(manifest),
            parsed.GetValue(BuildFolder) is { } build ? invocation.Absolute(build) : null,
            CacheOptions.FolderOf(parsed, invocation),
            CacheOptions.SharedOf(parsed),
            parsed.GetValue(FailAction) switch { "error" => OnFail.Error, "keep-original" => OnFail.KeepOriginal, "warn" => OnFail.Warn, _ => null },
            parsed.GetValue(Originals),
            parsed.GetValue(Locked));

    private static void Write(TextWriter writer, RunOutcome outcome)
    {
        if (outcome.HasFailed)
            return;
        foreach (var model in outcome.Models)
            writer.WriteLine(ResultLine.Of(model));
    }

    private static JsonObject Json(RunOutcome outcome) => new()
    {
        ["models"] = new JsonArray([.. outcome.Models.Select(model => (JsonNode)(model.Record is null
            ? new JsonObject { ["model"] = model.Entry.Name.Value, ["shipped"] = "original" }
            : ReportJson.Of(model)))]),
    };

    private static Option<string?> FailActionOption()
    {
        var option = new Option<string?>("--on-fail") { Description = "What a failed gate does; overrides the manifest.", HelpName = "error|keep-original|warn" };
        return option.AcceptOnlyFromAmong("error", "keep-original", "warn");
    }
}
