using System.Globalization;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Reporting.Structures;

/// <summary>What <c>inspect</c> says of a model.</summary>
public static class StructureText
{
    /// <summary>Writes the summary, the tree of groups, and every refusal with its node and reason.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="model">The model's name.</param>
    /// <param name="structure">Its structure.</param>
    /// <param name="sizes">Sizes of symbolic dimensions that FLOPs are of.</param>
    /// <param name="style">How parts stand out.</param>
    public static void Write(
        TextWriter writer, string model, ModelStructure structure, IReadOnlyDictionary<string, long> sizes, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        var nothing = new Dictionary<string, int>();
        writer.WriteLine($"{style.Strong(model)}: {Number(structure.Cost.Parameters(nothing))} parameters, "
            + $"{Number(2 * structure.Cost.Macs(nothing))} FLOPs for one record{Of(sizes)}");
        writer.WriteLine($"can cut {style.Good(StructureSummary.Of(structure))}");
        foreach (var line in StructureTree.Lines(GroupShare.Of(structure), style))
            writer.WriteLine(line);
        if (structure.Refusals.Count == 0)
            return;
        writer.WriteLine();
        writer.WriteLine($"refused ({structure.Refusals.Count}):");
        foreach (var refusal in structure.Refusals.OrderByDescending(refusal => refusal.MacShare))
            writer.WriteLine(
                $"  {style.Poor(refusal.Where)}: {refusal.Size} ({Percent.Of(refusal.MacShare)} of FLOPs) cannot be cut because "
                + $"{refusal.Reason} {style.Faint($"[{refusal.Operator} '{refusal.Node}']")}");
    }

    private static string Of(IReadOnlyDictionary<string, long> sizes) =>
        sizes.Count == 0 ? "" : $" of {string.Join(", ", sizes.Select(size => $"{size.Key} {size.Value}"))}";

    /// <summary>A count as people read it: <c>15.3 M</c>.</summary>
    public static string Number(double count) => count switch
    {
        >= 1e9 => (count / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + " G",
        >= 1e6 => (count / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 1e4 => (count / 1e3).ToString("0.#", CultureInfo.InvariantCulture) + " K",
        _ => count.ToString("0", CultureInfo.InvariantCulture),
    };
}
