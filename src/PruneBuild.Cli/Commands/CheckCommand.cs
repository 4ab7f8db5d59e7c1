using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Checking;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Cli.Commands;

/// <summary><c>dotnet prune check</c>: the gate for CI.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string[]> Names = ModelNames.Argument();
    private static readonly Option<bool> Measure = new("--measure")
    {
        Description = "Runs the models again instead of trusting what prune.lock.json says was measured.",
    };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var command = new Command("check", "Fails unless prune.lock.json, the tree and the gates agree. Writes nothing.");
        command.Add(Names);
        command.Add(OutputFolder.Option);
        command.Add(Measure);
        return command.Does(terminal, Run);
    }

    private static int Run(ParseResult parsed, Invocation invocation)
    {
        var place = ManifestInput.Locate(invocation);
        if (!place.IsOk)
            return invocation.Finish(place.Diagnostics);
        var (path, names) = (place.Value.Manifest, parsed.GetValue(Names) ?? []);
        var output = OutputFolder.Of(parsed, invocation, place.Value);
        var tree = LockedTree.Begin(path, output, names);
        return invocation.OnModels(ManifestInput.Select(invocation, place.Value, names), (selected, progress) =>
        {
            var request = new CheckRequest(selected.Manifest, selected.Models, tree, parsed.GetValue(Measure));
            var outcome = TreeCheck.Execute(request, progress, invocation.Cancellation);
            return new CommandAnswer(
                outcome.Diagnostics, writer => Write(writer, outcome), invocation.Format == OutputFormat.Json ? Json(outcome) : null);
        });
    }

    private static void Write(TextWriter writer, CheckOutcome outcome)
    {
        foreach (var model in outcome.Models)
            writer.WriteLine(
                $"{model.Entry.Name.Value}: {(model.Gates.Holds ? "up to date" : "a gate does not hold")}{Digits(model)}{Gated(model)}");
    }

    private static string Digits(CheckedModel model) => model.HasLockedHash ? "" : ", pruned here with other last digits";

    private static string Gated(CheckedModel model)
    {
        var parts = model.Entry.Gates
            .Select(gate => (Measurement: model.Measured.FirstOrDefault(one => one.Metric == gate.Metric),
                Verdict: ResultLine.Verdict(model.Gates, gate.Metric)))
            .Where(pair => pair is { Measurement: not null, Verdict: not null })
            .Select(pair => $"{pair.Measurement!.Metric} {MetricText.Change(pair.Measurement)} ({pair.Verdict})");
        return string.Concat(parts.Select(part => $", {part}"));
    }

    private static JsonObject Json(CheckOutcome outcome) => new()
    {
        ["models"] = new JsonArray([.. outcome.Models.Select(model => (JsonNode)new JsonObject
        {
            ["model"] = model.Entry.Name.Value,
            ["holds"] = model.Gates.Holds,
            ["hasLockedHash"] = model.HasLockedHash,
            ["measured"] = new JsonObject(
                model.Measured.Select(one => KeyValuePair.Create(one.Metric, (JsonNode?)MeasurementJson.Of(one)))),
        })]),
    };
}
