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

    private static readonly string[] costs = ["flops", "parameters", "bytes", "units", "sparsity"];

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
    /// <returns>The budgets, in the order of the text; PB1900 with what is wrong.</returns>
    public static Result<ValueList<SweepRemoval>> Parse(string text, double step)
    {
        if (step is not (>= LeastStep and <= MostStep))
            throw new ArgumentOutOfRangeException(nameof(step), step, "Not a distance of budgets.");
        if (text.Split('=') is not [var cost, var list])
            return Wrong($"'--remove {text}' has no shares; write it as in '--remove flops=20%..80%' or '--remove sparsity=50%,60%,2:4'.");
        var name = cost.Trim();
        if (!costs.Contains(name))
            return Wrong($"There is no cost '{name}' for '--remove'.{NearestName.Hint(name, costs)} Costs: {string.Join(", ", costs)}.");
        var budgets = new List<Removal>();
        foreach (var part in list.Split(',', StringSplitOptions.TrimEntries))
        {
            if (Obstacle(name, part) is { } obstacle)
                return Wrong($"'{part}' in '--remove {text}' is no budget: {obstacle}.");
            budgets.AddRange(Budgets(name, part, step));
        }

        return Result<ValueList<SweepRemoval>>.Ok(budgets.Distinct().Select(budget => new SweepRemoval(budget)).ToValueList());
    }

    /// <summary>A share as command lines have it, <c>30%</c> or <c>0.3</c>, to a millionth; null when the text is none.</summary>
    public static double? Share(string text)
    {
        var isPercent = text.EndsWith('%');
        return double.TryParse(isPercent ? text[..^1] : text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            ? Math.Round(isPercent ? number / 100 : number, 6)
            : null;
    }

    /// <summary>Why a text is neither a share nor a range nor a pattern; null when it is one.</summary>
    private static string? Obstacle(string name, string text)
    {
        if (text.Contains(':'))
            return name != "sparsity" ? $"patterns are for 'sparsity', and '{name}' takes shares such as '50%'"
                : Pattern(text) is null ? "a pattern keeps N of M, as '2:4' does, with N from 1 and M above N and below 1000"
                : null;
        var ends = text.Split("..");
        var shares = ends.Select(Share).ToArray();
        return ends.Length > 2 ? "a range has two ends, as in '20%..80%'"
            : shares.Contains(null) ? "a share is written as '50%' or '0.5', and a range as '20%..80%'"
            : shares.Any(share => share is not (> 0 and < 1)) ? "a share must be above 0 % and below 100 %"
            : shares[^1] < shares[0] ? $"the smaller share comes first, as in '{ends[1]}..{ends[0]}'"
            : null;
    }

    private static IEnumerable<Removal> Budgets(string name, string text, double step)
    {
        if (Pattern(text) is { } pattern)
            return [pattern];
        var ends = text.Split("..").Select(end => Share(end)!.Value).ToArray();
        var count = (int)Math.Floor(((ends[^1] - ends[0]) / step) + 1e-9);
        return Enumerable.Range(0, count + 1).Select(i => Of(name, Math.Round(ends[0] + (i * step), 6)));
    }

    private static Removal.Pattern? Pattern(string text) =>
        text.Split(':') is [var kept, var of]
        && int.TryParse(kept, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
        && int.TryParse(of, NumberStyles.None, CultureInfo.InvariantCulture, out var m)
        && n >= 1 && n < m && m < 1000
            ? new Removal.Pattern(n, m, Nowhere)
            : null;

    private static SourceSpan Nowhere { get; } = new("");

    private static Removal Of(string name, double share) => name switch
    {
        "flops" => new Removal.Share(CostWord.Flops, share, Nowhere),
        "parameters" => new Removal.Share(CostWord.Parameters, share, Nowhere),
        "bytes" => new Removal.Share(CostWord.Bytes, share, Nowhere),
        "units" => new Removal.Units(share, Nowhere),
        "sparsity" => new Removal.Sparsity(share, Nowhere),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "Not a cost."),
    };

    private static Result<ValueList<SweepRemoval>> Wrong(string problem) =>
        Result<ValueList<SweepRemoval>>.Fail(DiagnosticCatalog.Usage, null, problem);
}
