using System.Globalization;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting.Structures;

namespace PruneBuild.Engine.Reporting.Plans;

/// <summary>What <c>plan</c> says of a model: each group that loses units, what the model costs afterwards,
/// and how far a run keeps to it.</summary>
public static class PlanTable
{
    /// <summary>Writes the head line, one line for each group, the costs before and after, and what a run may do otherwise.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="name">The model's name in the manifest.</param>
    /// <param name="asked">What is asked for, such as <c>osscar, 50 % of FLOPs</c>.</param>
    /// <param name="cut">The plan.</param>
    /// <param name="style">How parts stand out; plain unless given.</param>
    public static void Write(TextWriter writer, string name, string asked, PlannedCut cut, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        writer.WriteLine($"{style.Strong(name)}: {asked}");
        var kept = cut.Plan.KeptCounts();
        var width = cut.Structure.Groups.Select(group => group.Id.Length).DefaultIfEmpty(0).Max();
        foreach (var group in cut.Structure.Groups)
        {
            var left = kept.TryGetValue(group.Id, out var units) ? units : group.Units;
            var line = $"  {group.Id.PadRight(width)}  {Count(left),5} of {StructureWords.Units(group)}";
            writer.WriteLine(left < group.Units
                ? $"{line}  {style.Good(Percent.Of((double)(group.Units - left) / group.Units) + " removed")}"
                : style.Faint(line));
        }

        var (before, after) = (PlanCosts.Before(cut), PlanCosts.After(cut));
        writer.WriteLine($"  FLOPs      {Change(before.Flops, after.Flops)}");
        writer.WriteLine($"  parameters {Change(before.Parameters, after.Parameters)}");
        writer.WriteLine($"  bytes      {Change(before.Bytes, after.Bytes)}");
        if (Reservation(cut.Settled) is { } reservation)
            writer.WriteLine(style.Faint($"  {reservation}"));
    }

    private static string? Reservation(SettledPart settled) => settled switch
    {
        SettledPart.Counts => "'run' keeps to these numbers, and chooses each group's units when all before it is cut",
        SettledPart.Budget => "the first division: 'run' divides the budget anew before each cut, and may keep other numbers",
        _ => null,
    };

    private static string Change(double before, double after) => string.Create(CultureInfo.InvariantCulture,
        $"{StructureText.Number(before),8} → {StructureText.Number(after),8}  ({Percent.Of(before > 0 ? 1 - (after / before) : 0)} less)");

    private static string Count(int units) => units.ToString(CultureInfo.InvariantCulture);
}
