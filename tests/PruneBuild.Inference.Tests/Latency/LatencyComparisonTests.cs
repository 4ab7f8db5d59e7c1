using PruneBuild.Inference.Latency;

namespace PruneBuild.Inference.Tests.Latency;

[TestClass]
public sealed class LatencyComparisonTests
{
    private static readonly LatencyComparison TwiceAsFast = new(
        new(Enumerable.Range(0, 20).Select(i => 10 + (0.1 * i)).ToValueList()),
        new(Enumerable.Range(0, 20).Select(i => 5 + (0.05 * i)).ToValueList()),
        "test");

    [TestMethod]
    public void TheRatioIsThatOfTheMedians() => Assert.AreEqual(0.5, TwiceAsFast.Ratio, 1e-12);

    [TestMethod]
    public void AClaimHoldsUpToWhatWasMeasuredAndNoFurther()
    {
        Assert.IsLessThan(0.001, TwiceAsFast.PValueBelow());
        Assert.IsLessThan(0.05, TwiceAsFast.PValueBelow(0.6));
        Assert.IsGreaterThan(0.05, TwiceAsFast.PValueBelow(0.5));
        Assert.IsGreaterThan(0.99, TwiceAsFast.PValueBelow(0.4));
    }

    [TestMethod]
    public void TheSurestRatioIsTheSmallestThatPassesTheTest()
    {
        var surest = TwiceAsFast.SurestRatio();
        Assert.IsGreaterThan(0.5, surest);
        Assert.IsLessThan(0.6, surest);
        Assert.IsLessThanOrEqualTo(0.05, TwiceAsFast.PValueBelow(surest));
        Assert.IsGreaterThan(0.05, TwiceAsFast.PValueBelow(surest - 0.001));
    }

    /// <summary>Half of the second's runs are ten times as fast as all others, half of the first's ten times as slow: most pairs favour the
    /// second, and the medians are alike.</summary>
    [TestMethod]
    public void NothingIsClaimedThatTheMediansDoNotShow()
    {
        var heaps = new LatencyComparison(
            new([.. Enumerable.Repeat(1.0, 31), .. Enumerable.Repeat(10.0, 30)]),
            new([.. Enumerable.Repeat(0.1, 30), .. Enumerable.Repeat(1.0, 31)]), "test");
        Assert.AreEqual(1, heaps.Ratio);
        Assert.IsLessThan(0.05, heaps.PValueBelow(0.9));
        Assert.AreEqual(1, heaps.SurestRatio());
    }

    [TestMethod]
    public void TwoRunsSupportNothing() =>
        Assert.AreEqual(double.PositiveInfinity, new LatencyComparison(new([1, 1.1]), new([0.5, 0.6]), "test").SurestRatio());
}
