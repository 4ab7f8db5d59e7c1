using System.Globalization;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Engine.Reporting.Plans;

/// <summary>What <c>plan</c> says of a model: each group that loses units, what the model costs afterwards,
/// and how far a run keeps to it; or each weight that gets zeros.</summary>
public static class PlanTable
{
    /// <summary>Writes the head line; then one line for each group, the costs before and after, and what a run may do otherwise; or one
    /// line for each weight that is masked.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="name">The model's name in the manifest.</param>
    /// <param name="asked">What is asked for, such as <c>osscar, 50 % of FLOPs</c>.</param>
    /// <param name="cut">The plan.</param>
    /// <param name="style">How parts stand out; plain unless given.</param>
    public static void Write(TextWriter writer, string name, string asked, PlannedCut cut, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        writer.WriteLine($"{style.Strong(name)}: {asked}");
        if (cut.Masks.Count > 0)
            WriteMasks(writer, cut.Masks, style);
        else
            WriteGroups(writer, cut, style);
    }

    private static void WriteMasks(TextWriter writer, IReadOnlyList<PlannedMask> masks, TextStyle style)
    {
        var width = masks.Max(mask => mask.Id.Length);
        foreach (var mask in masks)
            writer.WriteLine(
                $"  {mask.Id.PadRight(width)}  {StructureText.Number(mask.Elements),8} elements  {style.Good(Words(mask.Target))}");
        writer.WriteLine(
            $"  zeros: {StructureText.Number(masks.Sum(mask => mask.Zeros))} of {StructureText.Number(masks.Sum(mask => mask.Elements))}; "
            + "FLOPs stay as they are; parameters and bytes too, but for biases that a refit adds");
    }

    private static string Words(SparsityTarget target) => target is SparsityTarget.Pattern pattern
        ? pattern.Notation
        : $"{Percent.Of(target.Zeros)} zeros";

    private static void WriteGroups(TextWriter writer, PlannedCut cut, TextStyle style)
    {
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
        SettledPart.Counts => "'run' keeps to these numbers of units, and chooses each group's units when all before it is cut",
        SettledPart.Budget => "the first division: 'run' divides the budget anew before each cut, and may keep other numbers",
        _ => null,
    };

    private static string Change(double before, double after) => string.Create(CultureInfo.InvariantCulture,
        $"{StructureText.Number(before),8} → {StructureText.Number(after),8}  ({Percent.Less(before > 0 ? 1 - (after / before) : 0)})");

    private static string Count(int units) => units.ToString(CultureInfo.InvariantCulture);
}
