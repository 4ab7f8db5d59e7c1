using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Cli.Slurm;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Running;
using PruneBuild.Engine.Pipeline.Sharding;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Cli.Commands;

/// <summary><c>dotnet prune run</c>: prunes what changed, judges the gates.</summary>
internal static class RunCommand
{
    private static readonly Argument<string[]> Names = ModelNames.Argument();
    private static readonly Option<string?> BuildFolder = new("--build")
    {
        Description = "Writes models.json and inputs.txt for a build into this folder.", HelpName = "DIR",
    };
    private static readonly Option<OnFail?> FailAction = new Option<OnFail?>("--on-fail")
    {
        Description = "What a failed gate does; overrides the manifest.",
    }
        .Among(OnFailWords.All);

    private static readonly Option<bool> Originals = new("--originals")
    {
        Description = "Ships every model as it is: nothing is pruned, no gate is judged.",
    };
    private static readonly Option<bool> Locked = new("--locked")
    {
        Description = "A missing or stale entry of prune.lock.json is an error; the file is not written.",
    };
    private static readonly Option<string?> RuntimeFolder = new("--runtime-path")
    {
        Description = "Folder with the native ONNX Runtime of the app, to measure on.", HelpName = "DIR",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command(
            "run", "Prunes what changed, judges the gates, and puts the pruned models into place when all of them hold.");
        command.Add(Names);
        foreach (Option option in new Option[] { OutputFolder.Option, BuildFolder, FailAction, Originals, Locked, RuntimeFolder })
            command.Add(option);
        CacheOptions.AddTo(command);
        FanOutOptions.AddTo(command);
        return command.Does(terminal, Run, Kept);
    }

    private static int Run(ParseResult parsed, Invocation invocation)
    {
        var runtime = parsed.GetValue(RuntimeFolder) is { } folder ? invocation.Absolute(folder) : null;
        return invocation.OnModels(
            ManifestInput.Select(invocation, parsed.GetValue(Names) ?? [], runtime),
            (selected, progress) => Prune(parsed, invocation, selected, progress));
    }

    /// <summary>Shards, and the tasks of an array, have folders of their own, which are deleted with their checkpoints.</summary>
    private static string Kept(ParseResult parsed, Invocation invocation)
    {
        const string nothing = "No pruned model was replaced.";
        if (parsed.GetValue(Originals))
            return $"{nothing} Run it again to ship the originals.";
        var isElsewhere = FanOutOptions.Divides(parsed);
        return (CacheOptions.Of(parsed, invocation).Keep, isElsewhere) switch
        {
            (true, true) => $"{nothing} A later run takes models that were finished from the cache.",
            (true, false) => $"{nothing} A later run takes models that were finished from the cache, and goes on with a recovery from its "
                + "checkpoint.",
            (false, true) => $"{nothing} A later run begins anew.",
            (false, false) => $"{nothing} Without a cache a later run begins anew, but for a recovery, which goes on from its checkpoint.",
        };
    }

    private static CommandAnswer Prune(ParseResult parsed, Invocation invocation, SelectedModels selected, ProgressLines? progress)
    {
        var request = Request(parsed, invocation, selected);
        var fanOut = FanOutOptions.Read(parsed, request.Caches?.Any);
        if (!fanOut.IsOk)
            return new CommandAnswer(fanOut.Diagnostics);
        if (fanOut.Value.Part is { } part)
            return RunPart(invocation, request, part, fanOut.Value.Job, progress);
        var outcome = fanOut.Value.Slurm
            ? RunElsewhere(parsed, invocation, request, fanOut.Value, progress)
            : PruneRun.Execute(request, progress, invocation.Cancellation);
        if (!outcome.HasFailed && !request.Originals)
            SchemaFile.WriteTo(request.OutputFolder);
        return new CommandAnswer(outcome.Diagnostics, writer => Write(writer, outcome), outcome.HasFailed ? null : Json(outcome));
    }

    private static CommandAnswer RunPart(Invocation invocation, RunRequest request, ShardPart part, string? job, ProgressLines? progress)
    {
        var done = ModelShard.Run(request, part, job, progress, invocation.Cancellation);
        return new CommandAnswer(
            done.Diagnostics, writer => writer.WriteLine($"In the cache: {(done.IsOk ? string.Join(", ", done.Value) : "")}"));
    }

    /// <summary>Judges and ships what the tasks of an array made; nothing when one of them failed or is missing.</summary>
    private static RunOutcome RunElsewhere(
        ParseResult parsed, Invocation invocation, RunRequest request, FanOut fanOut, ProgressLines? progress)
    {
        var gathering = new ModelGathering(request, fanOut.Id);
        var array = FanOutOptions.Request(parsed, invocation, fanOut, "run", request.OutputFolder, request.Caches?.Folder);
        var done = new SlurmArray(array, gathering, progress, invocation.Cancellation).Run();
        Diagnostic[] problems = [.. gathering.Problems, .. done.Diagnostics];
        return problems.Length > 0
            ? new RunOutcome(ValueList<ModelOutcome>.Empty, [.. gathering.Warnings, .. problems])
            : PruneRun.Execute(request with { Made = gathering.Made }, progress, invocation.Cancellation);
    }

    private static RunRequest Request(ParseResult parsed, Invocation invocation, SelectedModels selected) =>
        new(
            selected.Manifest,
            selected.Models,
            OutputFolder.Of(parsed, invocation, selected.Place),
            parsed.GetValue(BuildFolder) is { } build ? invocation.Absolute(build) : null,
            CacheOptions.Of(parsed, invocation),
            parsed.GetValue(FailAction),
            parsed.GetValue(Originals),
            parsed.GetValue(Locked));

    private static void Write(TextWriter writer, RunOutcome outcome)
    {
        foreach (var model in outcome.Models)
            writer.WriteLine(ResultLine.Of(model, placed: !outcome.HasFailed));
    }

    private static JsonObject Json(RunOutcome outcome) => new()
    {
        ["models"] = new JsonArray([.. outcome.Models.Select(model => (JsonNode)(model.Record is null
            ? new JsonObject { ["model"] = model.Entry.Name.Value, ["shipped"] = "original" }
            : ReportJson.Of(model)))]),
    };
}
