using PruneBuild.Diagnostics;

namespace PruneBuild.Engine.Pruning.Latency;

/// <summary>Finds the multiple that sizes should have on a device: vectors and tiles make some sizes slower than larger ones.</summary>
internal static class SizeRounding
{
    private const int Largest = 32;
    private const double Significance = 0.01;

    /// <summary>The smallest multiple none of whose sizes is slower than a larger one that is a multiple of 32;
    /// 1 where sizes do not matter.</summary>
    /// <remarks>
    /// Half the units, s, is compared with s − 1, s − 2, s − 4, …: s − r is a multiple of r and of nothing larger. Where a rank test
    /// on runs in turn says that s is faster although it does more work, multiples of r are not good enough. Judged on the class of
    /// groups with the most units in all.
    /// </remarks>
    public static Result<int> Find(LatencyProbe probe, IReadOnlyList<AlikeGroups> classes)
    {
        if (classes.Where(alike => alike.Units >= 2 * Largest && alike.Least < alike.Units / 4)
            .MaxBy(alike => alike.Units * alike.Groups.Count) is not { } widest)
            return Result<int>.Ok(1);
        var half = widest.Units / 2 / Largest * Largest;
        for (var multiple = Largest / 2; multiple >= 1; multiple /= 2)
        {
            var times = probe.Compare(
                LatencyProbe.Keeping(widest.Groups, half - multiple), LatencyProbe.Keeping(widest.Groups, half), LatencyProbe.Quick);
            if (!times.IsOk)
                return times.As<int>();
            if (times.Value.PValueBelow() < Significance)
                return Result<int>.Ok(2 * multiple);
        }

        return Result<int>.Ok(1);
    }
}
