using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class MeasurementTests
{
    [TestMethod]
    public void IntervalsStayInsideWhatAMetricCanBe()
    {
        Assert.AreEqual(1, Of("cosine", 0.99).High);
        Assert.AreEqual(0, Of("kl", 0.01).Low);
        Assert.IsGreaterThan(1, Of("latency", 1).High);
        Assert.IsLessThan(0.99, Of("cosine", 0.99).Low);
    }

    private static Interval Of(string metric, double value) =>
        new Measurement(metric, null, new Estimate(value, EstimateKind.Mean, 0.02, 30)).Interval(0.95);
}
