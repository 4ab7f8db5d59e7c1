using PruneBuild.Pruning.Planning.Latency;

namespace PruneBuild.Pruning.Tests.Planning.Latency;

[TestClass]
public sealed class PlateauLineTests
{
    [TestMethod]
    public void TheKneeIsWhereTheSquaredErrorIsLeast()
    {
        double[] times = [1.0, 1.1, 0.9, 1.0, 1.4, 1.9, 2.5, 3.0, 3.4, 4.0, 4.6, 5.0];

        var fit = PlateauLine.Fit([.. times.Select((time, i) => (i + 1, time))]);

        Assert.AreEqual(4, fit.Knee);
        Assert.AreEqual(1.0, fit.Base, 1e-12);
        Assert.AreEqual(0.49950980, fit.Slope, 1e-8);
        Assert.AreEqual(0.05995098, fit.SquaredError, 1e-8);
    }

    [TestMethod]
    public void AFewSizesOfALineGiveIt()
    {
        var fit = PlateauLine.Fit([(8, 2.0), (16, 2.0), (32, 6.0), (64, 14.0)]);

        Assert.AreEqual(new PlateauLine(16, 2, 0.25, 0), fit);
        CollectionAssert.AreEqual(new[] { 2.0, 2.0, 4.0 }, new[] { fit.At(1), fit.At(16), fit.At(24) });
    }

    [TestMethod]
    public void TimesThatFallWithSizeAreConstant() => Assert.AreEqual(0, PlateauLine.Fit([(1, 3), (2, 2), (3, 1)]).Slope);

    [TestMethod]
    public void NothingHasNoFit() => Assert.ThrowsExactly<ArgumentException>(() => PlateauLine.Fit([]));
}
