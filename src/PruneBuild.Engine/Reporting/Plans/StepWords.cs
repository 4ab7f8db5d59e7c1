using System.Globalization;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Latency;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Reporting.Runs;
using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Pruning.Methods;

namespace PruneBuild.Engine.Reporting.Plans;

/// <summary>An entry under <c>prune</c> in words.</summary>
public static class StepWords
{
    /// <summary>Such as <c>osscar, 50 % of FLOPs</c>, <c>wanda, 50 % zeros, then perp</c>, or
    /// <c>best: osscar (global), 50 % of FLOPs</c>; stages that are not the method's own follow it:
    /// <c>osscar with criterion magnitude and no refit, 50 % of FLOPs</c>.</summary>
    /// <param name="step">The entry.</param>
    /// <param name="winner">Which of the methods that it tried it took; null without, or before it is known.</param>
    public static string Of(PruneStep step, string? winner = null)
    {
        var named = step.Method?.Value ?? step.Criterion?.Kind.Value;
        string[] stages = step.Method is { } own ? [.. OtherStages(step, own.Value)] : [];
        var method = (winner is null ? named : $"{named}: {winner}")
            + (stages.Length > 0 ? $" with {string.Join(" and ", stages)}" : "");
        var pruned = string.Join(
            ", ", new[] { method, step.Remove is { } removal ? Of(removal) : "" }.Where(part => part.Length > 0));
        var words = (pruned, step.Recover?.Kind.Value) switch
        {
            (_, null) => pruned,
            ("", { } alone) => alone,
            (_, { } after) => $"{pruned}, then {after}",
        };
        return step.Compact is { Value: true } ? $"{words}, compact" : words;
    }

    /// <summary>The stages that the entry puts in the place of the method's own.</summary>
    private static IEnumerable<string> OtherStages(PruneStep step, string method)
    {
        var masks = step.Remove is Removal.Sparsity or Removal.Pattern ? MaskCatalog.Preset(method) : null;
        var (criterion, reconstruction) = masks is not null ? (masks.Method.Name, masks.Update.Name)
            : MethodCatalog.Preset(method) is { } preset ? (preset.Criterion.Name, preset.Reconstruction.Name)
            : (null, null);
        if (step.Criterion is { Kind.Value: var judge } && judge != method && judge != criterion)
            yield return $"criterion {judge}";
        if (step.Reconstruct is { Kind.Value: var refit } && RecipeProblems.Word(refit) is var word && word != reconstruction)
            yield return word == "none" ? "no refit" : $"{word} refit";
    }

    /// <summary>Such as <c>50 % of FLOPs</c>, <c>2:4 masks</c>, <c>as much as the gates allow</c>.</summary>
    public static string Of(Removal removal) => removal switch
    {
        Removal.Share share => $"{Percent.Asked(share.Removed)} of {CostWords.Of(share.Cost)}",
        Removal.Target { Cost: CostWord.Latency } target =>
            string.Create(CultureInfo.InvariantCulture, $"down to {target.Limit:0.#########} ms"),
        Removal.Target target => $"down to {StructureText.Number(target.Limit)} {CostWords.Of(target.Cost)}",
        Removal.Units units => $"{Percent.Asked(units.Removed)} of every group",
        Removal.Sparsity sparsity => $"{Percent.Asked(sparsity.Zeros)} zeros",
        Removal.Pattern pattern => $"{pattern.Kept}:{pattern.Of} masks",
        Removal.AsMuchAsGates => "as much as the gates allow",
        _ => throw new ArgumentOutOfRangeException(nameof(removal), removal, "Not a removal."),
    };

    /// <summary>What came of a budget of time: <c>predicted 2.1 ms → 1.26 ms, measured 1.24 ms, sizes in multiples of 8</c>.</summary>
    public static string Of(LatencyPlan plan) =>
        $"predicted {Time(plan.OriginalMilliseconds)} → {Time(plan.PredictedMilliseconds)}, "
        + $"measured {Time(plan.OriginalMilliseconds * plan.MeasuredRatio)}, "
        + (plan.RoundTo > 1 ? $"sizes in multiples of {plan.RoundTo}" : "any size");

    /// <summary>What several steps of masks came to: <c>70 % zeros in 14 weights in the end</c>.</summary>
    public static string Of(IReadOnlyList<MaskedWeight> masked) =>
        $"{Percent.Of((double)masked.Sum(weight => weight.Zeros) / Math.Max(1, masked.Sum(weight => weight.Elements)))} zeros in "
        + $"{Amount.Of(masked.Count, "weight")} in the end";

    /// <summary>What storing weights sparse came to: <c>12 of 14 masked weights as sparse initializers, 1.3 MB less</c>.</summary>
    public static string Of(SparselyStored stored) => stored.Weights == 0
        ? $"none of {stored.Masked} masked weights as sparse initializers"
        : $"{stored.Weights} of {stored.Masked} masked weights as sparse initializers, "
            + $"{MetricText.Of(MetricCatalog.Size.Name, stored.SavedBytes)} less";

    private static string Time(double milliseconds) => MetricText.Of(MetricCatalog.Latency.Name, milliseconds);
}
