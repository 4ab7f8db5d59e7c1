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
}
