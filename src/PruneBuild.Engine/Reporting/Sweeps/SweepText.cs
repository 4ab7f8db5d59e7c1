using System.Globalization;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pipeline.Sweeping;
using PruneBuild.Engine.Reporting.Runs;

namespace PruneBuild.Engine.Reporting.Sweeps;

/// <summary>A sweep as lines, for people and for spreadsheets.</summary>
public static class SweepText
{
    /// <summary>A table with one line for each trial; those on the front have a star.</summary>
    public static void Write(TextWriter writer, SweepResult sweep, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        var original = sweep.Original is { } value ? $" (original {MetricText.Of(sweep.Metric, value)})" : "";
        writer.WriteLine(
            $"{style.Strong(sweep.Model)}: {sweep.Metric}{original}; * no other trial removes "
            + $"more{(sweep.Masks ? " weights" : "")} and answers better");
        var width = sweep.Trials.Select(trial => trial.Method.Length).DefaultIfEmpty(0).Max();
        foreach (var trial in sweep.Trials)
        {
            var head = $"{(sweep.IsOnFront(trial) ? "*" : " ")} {trial.Method.PadRight(width)}  {trial.Asked,-22}";
            writer.WriteLine(trial.Problem?.Message is { } problem
                ? style.Poor($"{head}  {problem}")
                : $"{head}  {Percent.Of(sweep.Removed(trial) ?? 0),6} removed  {sweep.Metric} {Value(sweep, trial),-8} {Speed(trial),-14} "
                    + Verdict(sweep, trial, style));
        }
    }

    /// <summary>Comma-separated values with a header; numbers with a point. Trials that are not done follow, as <c>not run</c>.</summary>
    public static string Csv(SweepResult sweep)
    {
        var lines = sweep.Trials.Select(trial => string.Join(',', new[]
        {
            Quoted(trial.Method), Quoted(trial.Asked), Number(sweep.Removed(trial)), Number(trial.Value(sweep.Metric)),
            Number(trial.Record?.Bytes), Word(sweep.Holds(trial)), Word(sweep.IsOnFront(trial)),
            Quoted(trial.Problem?.Message ?? ""),
        }));
        var pending = sweep.Pending.Select(point => $"{Quoted(point.Method)},{Quoted(point.Removal.Text)},,,,,,not run");
        return string.Join('\n', [$"method,asked,removed,{sweep.Metric},bytes,holds,front,problem", .. lines, .. pending]) + "\n";
    }

    private static string Value(SweepResult sweep, SweepTrial trial) =>
        trial.Value(sweep.Metric) is { } value ? MetricText.Of(sweep.Metric, value) : "";

    private static string Speed(SweepTrial trial) =>
        trial.Record?.Find(MetricCatalog.Latency) is { Original: not null } latency ? MetricText.Speed(latency) : "";

    /// <summary><c>gates hold</c>, <c>fails size</c>, <c>cannot judge accuracy</c>, <c>no gates</c>.</summary>
    private static string Verdict(SweepResult sweep, SweepTrial trial, TextStyle style) => sweep.Holds(trial) switch
    {
        true => style.Good("gates hold"),
        false => style.Poor($"fails {string.Join(", ", trial.Failing(sweep.Gates))}"),
        null when sweep.Gates.Count == 0 => "no gates",
        null => $"cannot judge {string.Join(", ", trial.Unjudged(sweep.Gates))}",
    };

    private static string Word(bool? value) => value switch { true => "true", false => "false", null => "" };

    private static string Number(double? value) => value?.ToString("G9", CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string text) => text.AsSpan().IndexOfAny(",\"\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"")}\"";
}
