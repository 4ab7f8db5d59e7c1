using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring.Statistics;

[TestClass]
public sealed class EstimateTests
{
    [TestMethod]
    public void ExactNumbersHaveNoWidth() => Assert.AreEqual(new Interval(7, 7), Estimate.Exact(7).Interval(0.95));

    [TestMethod]
    public void SharesHaveWilsonsInterval() =>
        Assert.AreEqual(Interval.Wilson(0.75, 4, 0.9), Estimate.Share(3, 4).Interval(0.9));

    [TestMethod]
    public void NoTrialsMeanNothingIsKnown() => Assert.AreEqual(new Interval(0, 1), Estimate.Share(0, 0).Interval(0.9));

    /// <summary>TP 6 of 9 touched: J = 2/3, F1 = 0.8; the ends are those of J, carried over by 2J/(1 + J).</summary>
    [TestMethod]
    public void OverlapCarriesTheIntervalOverMonotonically()
    {
        var overlap = Interval.Wilson(2.0 / 3, 9, 0.95);
        var interval = new Estimate(0.8, EstimateKind.OverlapShare, 9, 12).Interval(0.95);
        Assert.AreEqual(2 * overlap.Low / (1 + overlap.Low), interval.Low, 1e-12);
        Assert.AreEqual(2 * overlap.High / (1 + overlap.High), interval.High, 1e-12);
    }

    [TestMethod]
    public void PerplexityIsSymmetricOnTheLogarithm()
    {
        var interval = new Estimate(20, EstimateKind.Exponential, 0.1, 50).Interval(0.95);
        Assert.AreEqual(400, interval.Low * interval.High, 1e-9);
    }

    [TestMethod]
    public void EveryKindHasAnInterval()
    {
        foreach (var kind in Enum.GetValues<EstimateKind>())
        {
            var interval = new Estimate(0.5, kind, 10, 10).Interval(0.95);
            Assert.IsTrue(interval.Low <= 0.5 && interval.High >= 0.5, $"{kind}: {interval}");
        }
    }
}
