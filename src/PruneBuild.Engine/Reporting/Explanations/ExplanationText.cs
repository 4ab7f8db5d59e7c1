using System.Globalization;
using PruneBuild.Engine.Pipeline.Explaining;
using PruneBuild.Engine.Reporting.Runs;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Reporting.Explanations;

/// <summary>What <c>explain</c> says.</summary>
public static class ExplanationText
{
    /// <summary>Writes a line for each group, or one for each unit that goes.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="explanation">What to say.</param>
    /// <param name="unitByUnit">True for every unit with rank, loss and what it repeats.</param>
    /// <param name="style">How parts stand out.</param>
    public static void Write(TextWriter writer, ModelExplanation explanation, bool unitByUnit, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        writer.WriteLine($"{style.Strong(explanation.Model)}: {explanation.Asked}");
        var width = explanation.Groups.Select(group => group.Id.Length).DefaultIfEmpty(0).Max();
        foreach (var group in explanation.Groups)
        {
            var next = group.NextLoss is { } more ? $", one unit more would add {Number(more)}" : "";
            writer.WriteLine($"  {group.Id.PadRight(width)}  {group.Units} → {group.Kept}, predicted loss {Number(group.Loss)}{next}");
            foreach (var (rank, unit) in unitByUnit ? group.Removed.Index() : [])
                writer.WriteLine($"    {Ordinal(rank + 1),5}  unit {unit.Unit}{Why(unit)}");
        }

        foreach (var one in explanation.Met.Where(one => one.Original is not null || one.Metric is "agreement" or "kl"))
            writer.WriteLine(style.Faint($"  met in the last run: {one.Metric} {MetricText.Change(one)}"));
    }

    private static string Why(RemovalReason reason)
    {
        var loss = double.IsNaN(reason.Loss) ? "" : $", loss {Number(reason.Loss)}";
        return reason.Redundancy is { } shared ? $"{loss}, repeats unit {shared.With} ({Number(shared.Amount)} {shared.Measure})" : loss;
    }

    private static string Ordinal(int rank) => string.Create(CultureInfo.InvariantCulture, $"{rank}.");

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
