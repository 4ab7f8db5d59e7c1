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

    [TestMethod]
    public void TwoRunsSupportNothing() =>
        Assert.AreEqual(double.PositiveInfinity, new LatencyComparison(new([1, 1.1]), new([0.5, 0.6]), "test").SurestRatio());
}
