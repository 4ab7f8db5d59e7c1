namespace PruneBuild.Engine.Pruning.Calibrating;

/// <summary>Some of the batches, evenly spread: they are sorted by length.</summary>
internal static class EvenSpread
{
    /// <summary>Positions of a share of the batches, at least one, ascending; all for a share of 1 or more.</summary>
    public static int[] Of(int count, double share)
    {
        var wanted = Math.Clamp((int)Math.Ceiling(count * share), 1, count);
        return [.. Enumerable.Range(0, wanted).Select(i => (int)((i + 0.5) * count / wanted))];
    }
}
