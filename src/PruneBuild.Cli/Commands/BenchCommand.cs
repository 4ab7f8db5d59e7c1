using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Benching;
using PruneBuild.Engine.Reporting;
using PruneBuild.Engine.Reporting.Benches;
using PruneBuild.Engine.Reporting.Html;

namespace PruneBuild.Cli.Commands;

/// <summary><c>bench</c>: original against pruned, interleaved, on the device.</summary>
internal static class BenchCommand
{
    private static readonly Argument<string[]> Names = ModelNames.Argument();

    private static readonly Option<double?> Seconds = NumberOptions.Positive(
        "--seconds", "How long each case is timed, over the manifest's; 10 unless given.");

    private static readonly Option<int?> Threads = NumberOptions.Count(
        "--threads", "Threads inside an operator, over the manifest's; 0 for every core.", least: 0, most: BenchEntry.MostThreads);

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command("bench", "Times pruned models against their originals: warm-up, interleaved runs, medians with intervals, a rank test.")
        {
            Names, Seconds, Threads, OutputFolder.Option,
        }
            .Does(terminal, Run);

    private static int Run(ParseResult parsed, Invocation invocation) => invocation.OnModels(
        ManifestInput.Select(invocation, parsed.GetValue(Names) ?? []),
        (selected, progress) => Bench(parsed, invocation, selected, progress));

    private static CommandAnswer Bench(ParseResult parsed, Invocation invocation, SelectedModels selected, ProgressLines? progress)
    {
        var (manifest, models, place) = selected;
        var (output, settings) =
            (OutputFolder.Of(parsed, invocation, place), new BenchSettings(parsed.GetValue(Seconds), parsed.GetValue(Threads)));
        CheckPlaces(models, output);
        var (made, diagnostics) = (new List<BenchResult>(), new List<Diagnostic>());
        try
        {
            foreach (var entry in models)
            {
                var bench = ModelBench.Run(manifest, entry, output, settings, progress, invocation.Cancellation);
                diagnostics.AddRange(bench.Diagnostics);
                if (!bench.IsOk)
                    continue;
                made.Add(bench.Value);
                diagnostics.AddRange(Save(entry, output, bench.Value));
            }
        }
        catch (OperationCanceledException) when (invocation.Cancellation.IsCancellationRequested)
        {
            diagnostics.Add(CommandActions.Stopped(parsed, Kept(made)));
        }

        return new CommandAnswer(
            diagnostics,
            writer =>
            {
                foreach (var bench in made)
                    BenchText.Write(writer, bench, TextStyle.Of(invocation.Terminal.OutColour));
            },
            new JsonObject { ["benches"] = new JsonArray([.. made.Select(bench => (JsonNode)BenchJson.Of(bench))]) });
    }

    /// <summary>Timing takes minutes: what would hinder the results is told before.</summary>
    private static void CheckPlaces(IEnumerable<ModelEntry> models, string output)
    {
        foreach (var folder in models.Select(entry => Path.Combine(output, entry.Name.Value)).Where(Directory.Exists))
        {
            WholeFile.CheckPlace(Path.Combine(folder, BenchJson.FileName));
            WholeFile.CheckPlace(Path.Combine(folder, ReportPage.FileName));
        }
    }

    private static IReadOnlyList<Diagnostic> Save(ModelEntry entry, string output, BenchResult bench)
    {
        WholeFile.WriteIfChanged(Path.Combine(output, entry.Name.Value, BenchJson.FileName), ReadableJson.Text(BenchJson.Of(bench)));
        return ReportPage.Refresh(entry, output);
    }

    private static string Kept(IEnumerable<BenchResult> made) => made.Select(bench => $"'{bench.Models.Name}'").ToArray() switch
    {
        [] => "Nothing was timed. Run it again for its result.",
        var names => $"Times of {string.Join(", ", names)} are in {BenchJson.FileName}. To time the rest, name only those.",
    };
}
