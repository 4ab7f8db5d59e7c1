using System.Globalization;
using System.Text;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Pipeline.Outcomes;
using PruneBuild.Engine.Pipeline.Records;

namespace PruneBuild.Engine.Reporting.Runs;

/// <summary>One model's run as Markdown, for job summaries and comments on pull requests.</summary>
public static class ReportMarkdown
{
    private const int MostGroups = 40;

    /// <summary>The report of a model that was pruned.</summary>
    public static string Of(ModelOutcome outcome)
    {
        var record = outcome.Record ?? throw new ArgumentException("Nothing was pruned.", nameof(outcome));
        var text = new StringBuilder();
        Line(text, $"## {Escaped(outcome.Entry.Name.Value)}: {Headline(outcome)}");
        var tellsCuts = record.Cuts.Count > 0 || record.Masks.Count == 0;
        Line(text, $"{Escaped(record.Method)}{(tellsCuts ? $"; could cut {record.Structure}" : "")}.");
        Gates(text, outcome.Gates);
        Measured(text, record);
        if (tellsCuts)
            Cuts(text, record);
        if (record.Masks.Count > 0)
            Masks(text, record);
        Recoveries(text, record);
        Line(text, Footer(outcome.Entry.Data, record));
        foreach (var note in record.Notes)
            Line(text, $"- {note.Code}: {Escaped(note.Message)}");
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static string Headline(ModelOutcome outcome) => (outcome.Gates.Holds, outcome.ShipsOriginal) switch
    {
        (true, _) when outcome.Entry.Gates.Count == 0 => "pruned, no gates",
        (true, _) => "every gate holds",
        (false, true) => "a gate failed, the original ships",
        (false, false) => "a gate failed, the pruned model ships all the same",
    };

    private static void Gates(StringBuilder text, GateReport gates)
    {
        if (gates.Verdicts.Count == 0)
            return;
        Rows(
            text, ["", "gate", "limit", "verdict"],
            gates.Verdicts.Select(verdict => new[]
            {
                verdict.Holds ? "✅" : "❌", verdict.Metric.Name, ResultLine.Limit(verdict.Limit), verdict.Message,
            }));
    }

    private static void Measured(StringBuilder text, PruneRecord record) => Rows(
        text, ["measured", "original", "pruned", "95 % interval"],
        record.Measured.Select(one => new[]
        {
            one.Metric,
            one.Original is { } original ? MetricText.Of(one.Metric, original.Value) : "",
            MetricText.Of(one.Metric, one.Pruned.Value),
            Interval(one),
        }));

    private static string Interval(Measurement one)
    {
        if (one.Pruned.Kind == EstimateKind.Exact)
            return "";
        var interval = one.Interval(GateJudge.ShownConfidence);
        return $"{MetricText.Of(one.Metric, interval.Low)} to {MetricText.Of(one.Metric, interval.High)}";
    }

    private static void Cuts(StringBuilder text, PruneRecord record)
    {
        Line(text, "<details><summary>What was cut</summary>");
        var unit = record.Criterion.Length > 0
            ? $"that of criterion {Escaped(record.Criterion)}, in its own unit"
            : "in the method's own unit";
        Line(
            text, $"The expected loss is {unit}, and was least for what is saved; `dotnet prune explain NAME GROUP` says it unit by unit.");
        Rows(
            text, ["group", "units", "kept", "expected loss"],
            record.Cuts.Take(MostGroups).Select(
                cut => new[] { cut.GroupId, $"{cut.Units}", $"{cut.Kept.Count}", cut.Loss.ToString("G4", CultureInfo.InvariantCulture) }));
        if (record.Cuts.Count > MostGroups)
            Line(text, $"… and {record.Cuts.Count - MostGroups} more groups: see plan.json.");
        Line(text, "</details>");
    }

    private static void Masks(StringBuilder text, PruneRecord record)
    {
        Line(text, "<details><summary>What was masked</summary>");
        Line(text, "A file with zeros is no faster on ONNX Runtime, and smaller only where weights are stored sparse; "
            + "packages and containers, which compress, are smaller.");
        if (record.Cuts.Count > 0)
            Line(text, "Elements and zeros are those of when a weight was masked: units that `compact: true` cuts afterwards take their "
                + "share of both with them.");
        // Masks that only weights or norms decided have no error that was measured.
        string[] errors = record.Masks.Any(mask => mask.Error is not null) ? ["error when masked"] : [];
        Rows(
            text, ["weight", "elements", "zeros", .. errors],
            record.Masks.Take(MostGroups).Select(mask => (string[])
            [
                mask.Id, $"{mask.Elements}", $"{mask.Zeros} ({Percent.Of((double)mask.Zeros / mask.Elements)})",
                .. errors.Select(_ => mask.Error is { } error ? Percent.Of(error) : ""),
            ]));
        if (record.Masks.Count > MostGroups)
            Line(text, $"… and {record.Masks.Count - MostGroups} more weights: see report.json.");
        Line(text, "</details>");
    }

    private static void Recoveries(StringBuilder text, PruneRecord record)
    {
        if (record.Recoveries.Count == 0)
            return;
        Rows(
            text, ["recovery", "trained", "parameters", "steps", "loss before → after", "time"],
            record.Recoveries.Select(note => new[]
            {
                record.Recoveries.Count > 1 ? $"{note.Kind} (step {note.Step})" : note.Kind, string.Join(", ", note.Families),
                $"{note.Parameters} ({Percent.Of(note.Share)})", $"{note.Steps}", $"{Loss(note.LossBefore)} → {Loss(note.LossAfter)}",
                string.Create(CultureInfo.InvariantCulture, $"{note.Duration.TotalSeconds:0.0} s"),
            }));
        Line(text, RecoveryNote.WhereLossIsFrom);
    }

    private static string Loss(double loss) => loss.ToString("G4", CultureInfo.InvariantCulture);

    private static string Footer(DataEntry? data, PruneRecord record)
    {
        var validated = record.Records.Origin switch
        {
            RecordOrigin.Validation => $"records{Of(data?.Validation)}",
            RecordOrigin.Calibration => "calibration records (no others are named)",
            RecordOrigin.Random => "random records (none are named)",
            _ => throw new ArgumentOutOfRangeException(nameof(record), record.Records.Origin, "Not an origin."),
        };
        return $"Calibrated on {Calibrated(data, record)}, measured on {record.Records.Validation} {validated}. "
            + $"Seed {record.Seed}. {record.MachineWords}. PruneBuild {record.Engine}.";
    }

    private static string Calibrated(DataEntry? data, PruneRecord record) => data?.Generated is { } written
        ? $"{record.Records.Calibration} texts of {written.Tokens.Value} tokens that the model wrote"
        : $"{record.Records.Calibration} records{Of(data?.Calibration)}";

    private static string Of(DataSetEntry? set) => set is null ? "" : $" of {Escaped(set.File.Value)}{Part(set)}";

    /// <summary>Which records of the file, in the manifest's words: <c> (take: 500, skip: 100)</c>; empty for all.</summary>
    private static string Part(DataSetEntry set)
    {
        string?[] words = [set.Take is { } take ? $"take: {take.Value}" : null, set.Skip is { } skip ? $"skip: {skip.Value}" : null];
        return words.OfType<string>().ToArray() is { Length: > 0 } said ? $" ({string.Join(", ", said)})" : "";
    }

    private static void Rows(StringBuilder text, string[] header, IEnumerable<string[]> rows)
    {
        text.Append(Row(header)).Append(Row([.. header.Select(_ => "---")]));
        foreach (var row in rows)
            text.Append(Row(row));
        text.Append('\n');
    }

    private static string Row(string[] cells) => $"| {string.Join(" | ", cells.Select(Escaped))} |\n";

    private static string Escaped(string text) => text.Replace("|", "\\|").Replace("<", "&lt;");

    private static void Line(StringBuilder text, string line) => text.Append(line).Append("\n\n");
}
