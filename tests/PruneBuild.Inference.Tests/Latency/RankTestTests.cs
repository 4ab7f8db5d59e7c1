using PruneBuild.Inference.Latency;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Inference.Tests.Latency;

[TestClass]
public sealed class RankTestTests
{
    [TestMethod]
    public void SeparateSamplesGiveTheSmallestPossibleValue()
    {
        // U = 0 of 64: z = (0.5 − 32)/√(64·17/12).
        var p = RankTest.Less([1, 2, 3, 4, 5, 6, 7, 8], [11, 12, 13, 14, 15, 16, 17, 18]);

        Assert.AreEqual(NormalDistribution.Cumulative(-31.5 / Math.Sqrt(64.0 * 17 / 12)), p, 1e-12);
        Assert.IsLessThan(0.001, p);
    }

    [TestMethod]
    public void EqualSamplesProveNothing()
    {
        Assert.AreEqual(1, RankTest.Less([5, 5, 5], [5, 5, 5]));
        Assert.IsGreaterThan(0.5, RankTest.Less([1, 2, 3, 4], [1, 2, 3, 4]));
        Assert.AreEqual(1, RankTest.Less([], [1]));
    }

    [TestMethod]
    public void TiesShrinkTheVariance()
    {
        // x = (1, 2, 2, 3), y = (2, 3, 4, 4): U counts 1·0 + 2·0.5 + 1·(1 + 0.5) = 2.5; ties of 3 twos, 2 threes, 2 fours: Σ t³ − t = 36.
        var variance = 4 * 4 / 12.0 * (9 - (36 / (8.0 * 7)));

        Assert.AreEqual(
            NormalDistribution.Cumulative((2.5 + 0.5 - 8) / Math.Sqrt(variance)), RankTest.Less([1, 2, 2, 3], [2, 3, 4, 4]), 1e-12);
    }

    [TestMethod]
    public void TheWrongDirectionIsNearOne() =>
        Assert.IsGreaterThan(0.99, RankTest.Less([11, 12, 13, 14, 15, 16, 17, 18], [1, 2, 3, 4, 5, 6, 7, 8]));
}
