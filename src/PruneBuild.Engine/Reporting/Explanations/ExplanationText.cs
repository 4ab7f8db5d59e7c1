using System.Globalization;
using PruneBuild.Engine.Pipeline.Explaining;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Reporting.Runs;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Reporting.Explanations;

/// <summary>What <c>explain</c> says.</summary>
public static class ExplanationText
{
    private const int Hardest = 10;

    /// <summary>Writes a line for each group and weight, or all there is to say of them.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="explanation">What to say.</param>
    /// <param name="inDetail">True for every unit with rank, loss and what it repeats,
    /// and for the inputs and outputs that lost most.</param>
    /// <param name="style">How parts stand out.</param>
    public static void Write(TextWriter writer, ModelExplanation explanation, bool inDetail, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        foreach (var step in explanation.Steps.Where(step => !inDetail || step.Ids.Any()))
        {
            writer.WriteLine(
                $"{style.Strong(explanation.Model)}: {step.Asked}"
                + $"{(step.Criterion is { } criterion ? $"; losses are those of criterion '{criterion}'" : "")}");
            var width = step.Ids.Select(id => id.Length).DefaultIfEmpty(0).Max();
            foreach (var group in step.Groups)
                Write(writer, group, width, inDetail);
            foreach (var weight in step.Weights)
                Write(writer, weight, weight.Findings!, width, inDetail);
        }

        foreach (var one in explanation.Met)
            writer.WriteLine(style.Faint($"  measured in the last run: {one.Metric} {MetricText.Change(one)}"));
    }

    private static void Write(TextWriter writer, GroupExplanation group, int width, bool inDetail)
    {
        var next = group.NextLoss is { } more ? $", the next smaller size would add {Number(more)}" : "";
        writer.WriteLine($"  {group.Id.PadRight(width)}  {group.Units} → {group.Kept}, predicted loss {Number(group.Loss)}{next}");
        foreach (var (rank, unit) in inDetail ? group.Removed.Index() : [])
            writer.WriteLine($"    {Ordinal(rank + 1),5}  unit {unit.Unit}{Why(unit)}");
    }

    private static void Write(TextWriter writer, MaskedWeight weight, MaskFindings findings, int width, bool inDetail)
    {
        var met = weight.RelativeError is { } error ? $", met {Number(error)}" : "";
        writer.WriteLine(
            $"  {weight.Id.PadRight(width)}  {Percent.Of((double)weight.Zeros / weight.Elements)} zero, "
            + $"predicted loss {Number(findings.PredictedLoss)}{met}; inputs {Range(findings.Inputs)}, outputs {Range(findings.Outputs)}");
        if (!inDetail)
            return;
        writer.WriteLine(
            $"    {findings.Score} of what went up to {Number(findings.LargestGone)}, of what stays from {Number(findings.SmallestKept)}");
        Write(writer, "input", findings.Inputs);
        Write(writer, "output", findings.Outputs);
    }

    private static void Write(TextWriter writer, string side, ZeroShares shares)
    {
        var hardest = shares.Hardest(Hardest).Where(index => shares.Shares[index] > shares.Median)
            .Select(index => $"{index} ({Percent.Of(shares.Shares[index])})").ToArray();
        writer.WriteLine(hardest.Length == 0
            ? $"    every {side} lost much the same, {Percent.Of(shares.Median)}"
            : $"    {side}s that lost most: {string.Join(", ", hardest)}");
    }

    private static string Range(ZeroShares side)
    {
        var emptied = side.Emptied > 0 ? $", {side.Emptied} of {side.Shares.Count} wholly" : "";
        var (least, most) = (Percent.Of(side.Least), Percent.Of(side.Most));
        return least == most ? $"{most}{emptied}" : $"{least} to {most}{emptied}";
    }

    private static string Why(RemovalReason reason)
    {
        var loss = double.IsNaN(reason.Loss) ? "" : $", loss {Number(reason.Loss)}";
        return reason.Redundancy is { } shared
            ? $"{loss}, repeats unit {shared.With} ({Number(shared.Amount)} {shared.Measure})"
                + $"{(shared.Survivor is { } survivor ? $", for which unit {survivor} stays" : "")}"
            : loss;
    }

    private static string Ordinal(int rank) => string.Create(CultureInfo.InvariantCulture, $"{rank}.");

    private static string Number(double value) => value.ToString("G4", CultureInfo.InvariantCulture);
}
