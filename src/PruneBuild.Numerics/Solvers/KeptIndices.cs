namespace PruneBuild.Numerics.Solvers;

/// <summary>The rule for lists of kept features: strictly ascending, within range, not empty.</summary>
internal static class KeptIndices
{
    public static int[] Require(IReadOnlyList<int> kept, int features)
    {
        if (kept.Count == 0)
            throw new ArgumentException("At least one feature must be kept.", nameof(kept));
        if (kept[0] < 0 || kept[^1] >= features)
            throw new ArgumentException($"Kept features must lie within 0..{features - 1}.", nameof(kept));
        for (var i = 1; i < kept.Count; i++)
            if (kept[i] <= kept[i - 1])
                throw new ArgumentException("Kept features must be strictly ascending.", nameof(kept));
        return [.. kept];
    }
}
