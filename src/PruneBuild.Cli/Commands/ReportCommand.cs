using System.CommandLine;
using System.ComponentModel;
using System.Diagnostics;
using System.Text.Json.Nodes;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Checking;
using PruneBuild.Engine.Reporting.Html;

namespace PruneBuild.Cli.Commands;

/// <summary><c>report</c>: the HTML page about the last run, with its benches and sweeps.</summary>
internal static class ReportCommand
{
    private static readonly Argument<string[]> Names = ModelNames.Argument();
    private static readonly Option<bool> Open = new("--open") { Description = "Opens the pages in the browser." };

    /// <summary>The command.</summary>
    public static Command Create(Terminal terminal) =>
        new Command(
            "report", "Writes the HTML report of the last run, with the latest bench and sweep: one self-contained page for each model.")
        {
            Names, Open, OutputFolder.Option,
        }
            .Does(terminal, Run);

    private static int Run(ParseResult parsed, Invocation invocation) => invocation.OnModels(
        ManifestInput.Select(invocation, parsed.GetValue(Names) ?? []), (selected, _) => Report(parsed, invocation, selected));

    private static CommandAnswer Report(ParseResult parsed, Invocation invocation, SelectedModels selected)
    {
        var (manifest, models, place) = selected;
        var output = OutputFolder.Of(parsed, invocation, place);
        var pages = models.Select(entry => Write(manifest, entry, output)).ToArray();
        var written = pages.Where(page => page.IsOk).Select(page => page.Value!).ToArray();
        var problems = pages.SelectMany(page => page.Diagnostics).ToList();
        if (parsed.GetValue(Open))
            problems.AddRange(written.Select(Show).OfType<Diagnostic>());
        return new CommandAnswer(
            problems,
            writer =>
            {
                foreach (var page in written)
                    writer.WriteLine(Path.GetRelativePath(invocation.Folder, page));
            },
            new JsonObject { ["reports"] = new JsonArray([.. written.Select(page => (JsonNode)page)]) });
    }

    private static Result<string> Write(PruneManifest manifest, ModelEntry entry, string output)
    {
        var page = ReportPage.Write(entry, output);
        return page.IsOk
            ? Result<string>.Ok(page.Value, [.. page.Diagnostics, .. OutdatedReport.Warnings(manifest, entry, output)])
            : page;
    }

    private static Diagnostic? Show(string page)
    {
        try
        {
            using var browser = Process.Start(new ProcessStartInfo(page) { UseShellExecute = true });
            return null;
        }
        catch (Win32Exception failure)
        {
            return NotShown(page, failure.Message);
        }
    }

    /// <summary>No browser, which takes nothing from the report.</summary>
    internal static Diagnostic NotShown(string page, string reason) =>
        DiagnosticCatalog.PageNotShown.At(new SourceSpan(page), reason);
}
