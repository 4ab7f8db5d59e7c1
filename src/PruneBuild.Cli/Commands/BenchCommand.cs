using System.CommandLine;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
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
        var benches = models
            .Select(entry => ModelBench.Run(manifest, entry, output, settings, progress, invocation.Cancellation)).ToArray();
        var made = benches.Where(bench => bench.IsOk).Select(bench => bench.Value!).ToArray();
        foreach (var bench in made)
        {
            var folder = Path.Combine(output, bench.Models.Name);
            WholeFile.WriteIfChanged(Path.Combine(folder, "bench.json"), ReadableJson.Text(BenchJson.Of(bench)));
            ReportPage.Write(folder);
        }

        return new CommandAnswer(
            [.. benches.SelectMany(bench => bench.Diagnostics)],
            writer =>
            {
                foreach (var bench in made)
                    BenchText.Write(writer, bench, TextStyle.Of(invocation.Terminal.OutColour));
            },
            new JsonObject { ["benches"] = new JsonArray([.. made.Select(bench => (JsonNode)BenchJson.Of(bench))]) });
    }
}
