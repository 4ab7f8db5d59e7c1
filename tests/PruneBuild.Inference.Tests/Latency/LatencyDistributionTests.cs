using PruneBuild.Inference.Latency;

namespace PruneBuild.Inference.Tests.Latency;

[TestClass]
public sealed class LatencyDistributionTests
{
    [TestMethod]
    public void TheMedianIsTheMiddle()
    {
        Assert.AreEqual(3, new LatencyDistribution([9, 1, 3]).MedianMilliseconds);
        Assert.AreEqual(2.5, new LatencyDistribution([4, 1, 2, 3]).MedianMilliseconds);
    }

    [TestMethod]
    public void TheIntervalLiesBetweenOrderStatistics()
    {
        // n = 25: (25 − 1.96·5)/2 = 7.6, so the 7th from each side.
        var times = new LatencyDistribution(Enumerable.Range(1, 25).Select(i => (double)i).ToValueList());

        Assert.AreEqual((7.0, 19.0), times.MedianInterval);
    }

    [TestMethod]
    public void OtherWorkShowsInRunsThatTakeTwiceAsLong()
    {
        Assert.IsFalse(new LatencyDistribution([.. Enumerable.Repeat(1.0, 80), .. Enumerable.Repeat(9.0, 20)]).IsDisturbed);
        Assert.IsTrue(new LatencyDistribution([.. Enumerable.Repeat(1.0, 70), .. Enumerable.Repeat(9.0, 30)]).IsDisturbed);
        Assert.IsTrue(new LatencyDistribution([.. Enumerable.Repeat(1.0, 30), .. Enumerable.Repeat(9.0, 70)]).IsDisturbed);
        Assert.IsFalse(new LatencyDistribution([.. Enumerable.Range(100, 80).Select(time => (double)time)]).IsDisturbed);
        Assert.IsFalse(new LatencyDistribution([1]).IsDisturbed);
    }

    [TestMethod]
    public void FewTimesGiveTheirRange() => Assert.AreEqual((1.0, 3.0), new LatencyDistribution([2, 1, 3]).MedianInterval);
}
