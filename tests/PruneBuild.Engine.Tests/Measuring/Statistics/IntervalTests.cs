using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring.Statistics;

[TestClass]
public sealed class IntervalTests
{
    /// <summary>The worked examples of Newcombe 1998 (Statistics in Medicine 17, table I, method 3).</summary>
    [TestMethod]
    [DataRow(81, 263, 0.2553, 0.3662)]
    [DataRow(15, 148, 0.0624, 0.1605)]
    [DataRow(0, 20, 0.0, 0.1611)]
    [DataRow(1, 29, 0.0061, 0.1718)]
    public void WilsonAgreesWithPublishedExamples(int successes, int trials, double low, double high)
    {
        var interval = Interval.Wilson((double)successes / trials, trials, 0.95);
        Assert.AreEqual(low, interval.Low, 5e-5);
        Assert.AreEqual(high, interval.High, 5e-5);
    }

    [TestMethod]
    public void FisherIsAsymmetricTowardsZero()
    {
        var interval = Interval.Fisher(0.8, 1 / Math.Sqrt(50 - 3), 0.95);
        Assert.AreEqual(0.6715, interval.Low, 1e-3);
        Assert.AreEqual(0.8816, interval.High, 1e-3);
    }

    [TestMethod]
    public void FisherOfTooFewRecordsSaysNothing() =>
        Assert.AreEqual(new Interval(-1, 1), Interval.Fisher(0.5, double.PositiveInfinity, 0.95));

    [TestMethod]
    public void NormalIsSymmetric() =>
        Assert.AreEqual(0, Interval.Normal(3, 0.5, 0.95) is var i ? i.Low + i.High - 6 : 1, 1e-12);
}
