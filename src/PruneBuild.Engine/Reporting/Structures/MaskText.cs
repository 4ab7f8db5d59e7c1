using PruneBuild.Pruning.Masks;

namespace PruneBuild.Engine.Reporting.Structures;

/// <summary>What <c>inspect</c> says of single weights.</summary>
public static class MaskText
{
    /// <summary>Writes which weights masks thin out, which stay dense unless the manifest names them, and which masks do not know,
    /// with the reasons.</summary>
    public static void Write(TextWriter writer, MaskableWeights weights, TextStyle? style = null)
    {
        style ??= TextStyle.Plain;
        var masked = weights.Weights.Where(weight => weight.Excluded is null).ToArray();
        var dense = weights.Weights.Where(weight => weight.Excluded is not null).ToArray();
        writer.WriteLine($"can mask {style.Good(Count(masked.Length, masked.Sum(weight => (long)weight.Layout.Count)))}");
        foreach (var weight in masked)
            writer.WriteLine($"  {weight.Id}: {Shape(weight)} {style.Faint(Readers(weight))}");
        if (dense.Length > 0)
            writer.WriteLine($"dense unless 'only' names them ({dense.Length}):");
        foreach (var weight in dense)
            writer.WriteLine($"  {weight.Id}: {Shape(weight)}, because {weight.Excluded} {style.Faint(Readers(weight))}");
        if (weights.Refusals.Count > 0)
            writer.WriteLine($"cannot be masked ({weights.Refusals.Count}):");
        foreach (var refusal in weights.Refusals.OrderByDescending(refusal => refusal.Elements))
            writer.WriteLine($"  {style.Poor(refusal.Tensor)}: {StructureText.Number(refusal.Elements)} elements, because {refusal.Reason} "
                + style.Faint($"[{refusal.Operator} '{refusal.Node}']"));
    }

    private static string Readers(MaskableWeight weight) => $"[{weight.Operator} '{weight.Node}'{weight.Others.Count switch
    {
        0 => "",
        1 => $", {weight.Others[0].Operator} '{weight.Others[0].Node}'",
        var others => $" and {others} others",
    }}]";

    private static string Count(int weights, long elements) =>
        weights == 0 ? "no weights" : $"{StructureText.Number(elements)} elements of {Amount.Of(weights, "weight")}";

    private static string Shape(MaskableWeight weight) =>
        $"{(weight.Layout.Parts > 1 ? $"{weight.Layout.Parts} × " : "")}{weight.Layout.Features} features × "
        + $"{weight.Layout.Outputs} outputs";
}
