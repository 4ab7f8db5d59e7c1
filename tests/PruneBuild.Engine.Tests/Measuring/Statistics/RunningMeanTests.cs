using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring.Statistics;

[TestClass]
public sealed class RunningMeanTests
{
    [TestMethod]
    public void MeanAndVarianceAgreeWithTwoPasses()
    {
        double[] values = [1e9 + 4, 1e9 + 7, 1e9 + 13, 1e9 + 16];
        var running = new RunningMean();
        foreach (var value in values)
            running.Add(value);
        Assert.AreEqual(1e9 + 10, running.Mean);
        Assert.AreEqual(30.0, running.Variance, 1e-9);
        Assert.AreEqual(Math.Sqrt(30.0 / 4), running.StandardError, 1e-9);
    }

    [TestMethod]
    public void OneValueHasNoKnownSpread()
    {
        var running = new RunningMean();
        running.Add(2);
        Assert.AreEqual(double.PositiveInfinity, running.StandardError);
    }
}
