using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Devices;
using PruneBuild.Engine.Pipeline.Planning;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting;
using PruneBuild.Engine.Reporting.Plans;

namespace PruneBuild.Cli.Commands;

/// <summary><c>plan</c>: what a run would cut, group by group, and what the model would cost then; or the zeros of each weight.</summary>
internal static class PlanCommand
{
    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal)
    {
        var names = ModelNames.Argument();
        const string does =
            "Shows what a run would cut, group by group, and the expected cost, or which weights it would mask; writes nothing.";
        return new Command("plan", does) { names }
            .Does(terminal, (parsed, invocation) => Run(parsed.GetValue(names) ?? [], invocation));
    }

    private static int Run(string[] names, Invocation invocation) =>
        invocation.OnModels(ManifestInput.Select(invocation, names), (selected, _) => Plan(invocation, selected));

    private static CommandAnswer Plan(Invocation invocation, SelectedModels selected)
    {
        var (manifest, models, _) = selected;
        var device = AskedDevice.Select(manifest);
        if (!device.IsOk)
            return new CommandAnswer(device.Diagnostics);
        var searches = models.Where(entry => entry.Prune[0].Remove is Removal.AsMuchAsGates)
            .Select(entry => (Entry: entry, Check: ModelPlan.Check(manifest, entry, device.Value, invocation.Cancellation))).ToArray();
        var searched = searches.Where(search => search.Check.IsOk).Select(search => search.Entry).ToArray();
        var plans = models.Except(searches.Select(search => search.Entry))
            .Select(entry => (Entry: entry, Cut: ModelPlan.Of(manifest, entry, device.Value, invocation.Cancellation))).ToArray();
        var made = plans.Where(plan => plan.Cut.IsOk).Select(plan => (plan.Entry, Cut: plan.Cut.Value!)).ToArray();
        return new CommandAnswer(
            [.. searches.SelectMany(search => search.Check.Diagnostics), .. plans.SelectMany(plan => plan.Cut.Diagnostics)],
            writer =>
            {
                foreach (var entry in searched)
                    writer.WriteLine($"{entry.Name.Value}: {Searched(entry)}");
                foreach (var (entry, cut) in made)
                    Write(writer, entry, cut, TextStyle.Of(invocation.Terminal.OutColour));
            },
            new JsonObject { ["models"] = new JsonArray([.. models.SelectMany(entry => Json(entry, searched, made))]) });
    }

    private static string Searched(ModelEntry entry) => $"{StepWords.Of(entry.Prune[0])}: 'run' finds by trial how much that is";

    /// <summary>What is known of one model; nothing where that failed.</summary>
    private static IEnumerable<JsonNode> Json(
        ModelEntry entry, IEnumerable<ModelEntry> searched, IEnumerable<(ModelEntry Entry, PlannedCut Cut)> made) =>
    [
        .. searched.Where(one => one == entry).Select(_ => PlanSummaryJson.Searched(entry.Name.Value, Searched(entry))),
        .. made.Where(plan => plan.Entry == entry).Select(plan => PlanSummaryJson.Of(entry.Name.Value, plan.Cut)),
    ];

    private static void Write(TextWriter writer, ModelEntry entry, PlannedCut cut, TextStyle style)
    {
        PlanTable.Write(writer, entry.Name.Value, StepWords.Of(entry.Prune[0]), cut, style);
        if (entry.Prune.Count > 1)
            writer.WriteLine(
                style.Faint($"  {entry.Prune.Count - 1} more under 'prune' depend on this one's result and are not planned yet"));
    }
}
