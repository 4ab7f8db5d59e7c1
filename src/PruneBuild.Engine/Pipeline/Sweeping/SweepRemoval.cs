using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Reporting.Plans;

namespace PruneBuild.Engine.Pipeline.Sweeping;

/// <summary>A budget of a sweep.</summary>
/// <param name="Budget">A share of a cost, of every group's units, or of zeros; or a pattern of zeros. Its place says nothing.</param>
public sealed record SweepRemoval(Removal Budget)
{
    /// <summary>The least distance of two budgets of a range, as a share.</summary>
    public const double LeastStep = 0.001;

    /// <summary>The largest.</summary>
    public const double MostStep = 1;

    /// <summary>What is swept unless the command line says: masks for a step that masks.</summary>
    public static string Default(PruneStep step) => MaskRecipes.Masks(step) ? "sparsity=50%..80%" : "flops=20%..80%";

    /// <summary>True when single weights go rather than structures.</summary>
    public bool Masks => Budget is Removal.Sparsity or Removal.Pattern;

    /// <summary>The budget as people read it: <c>40 % of FLOPs</c>.</summary>
    public string Text => StepWords.Of(Budget);

    /// <summary>The budget as a step has it.</summary>
    public Removal At(SourceSpan place) => Budget with { Span = place };

    /// <summary>Reads <c>flops=20%..80%</c>, <c>flops=50%</c>, or several of both with commas, as in
    /// <c>sparsity=50%,60%..80%,2:4</c>.</summary>
    /// <param name="text">Cost and shares.</param>
    /// <param name="step">Distance of two budgets of a range, as a share: from <see cref="LeastStep" /> to
    /// <see cref="MostStep" />.</param>
    /// <returns>The budgets, in the order of the text; empty when the text is none.</returns>
    public static ValueList<SweepRemoval> Parse(string text, double step)
    {
        if (text.Split('=') is not [var name, var list] || step is not (>= LeastStep and <= MostStep))
            return [];
        var parts = list.Split(',').Select(part => Part(name, part.Trim(), step)).ToArray();
        return parts.Any(part => part.Length == 0)
            ? []
            : parts.SelectMany(part => part).Distinct().Select(budget => new SweepRemoval(budget)).ToValueList();
    }

    /// <summary>The budgets of a share, a range or a pattern; none when it is nothing of these.</summary>
    private static Removal[] Part(string name, string text, double step)
    {
        if (name == "sparsity" && text.Split(':') is [var kept, var of])
            return int.TryParse(kept, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
                && int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
                && n >= 1 && n < m && m < 1000 ? [new Removal.Pattern(n, m, Nowhere)] : [];
        var ends = text.Split("..").Select(Share).ToArray();
        if (ends.Length > 2 || ends.Any(end => end is null) || ends[^1] < ends[0])
            return [];
        var count = (int)Math.Floor(((ends[^1]!.Value - ends[0]!.Value) / step) + 1e-9);
        return [.. Enumerable.Range(0, count + 1).Select(i => Of(name, Math.Round(ends[0]!.Value + (i * step), 6))).OfType<Removal>()];
    }

    private static SourceSpan Nowhere { get; } = new("");

    private static Removal? Of(string name, double share) => name switch
    {
        "flops" => new Removal.Share(CostWord.Flops, share, Nowhere),
        "parameters" => new Removal.Share(CostWord.Parameters, share, Nowhere),
        "bytes" => new Removal.Share(CostWord.Bytes, share, Nowhere),
        "units" => new Removal.Units(share, Nowhere),
        "sparsity" => new Removal.Sparsity(share, Nowhere),
        _ => null,
    };

    private static double? Share(string text)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && (isPercent ? number / 100 : number) is > 0 and < 1 and var share
            ? share
            : null;
    }
}
