using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Statistics;

[TestClass]
public sealed class NormalDistributionTests
{
    [TestMethod]
    [DataRow(0.5, 0.0)]
    [DataRow(0.975, 1.959963984540054)]
    [DataRow(0.995, 2.5758293035489004)]
    [DataRow(0.9999, 3.7190164854556804)]
    [DataRow(0.025, -1.959963984540054)]
    public void QuantilesAgreeWithTables(double p, double expected) =>
        Assert.AreEqual(expected, NormalDistribution.Quantile(p), 1e-10);

    [TestMethod]
    [DataRow(1.0, 0.8413447460685429)]
    [DataRow(-2.0, 0.022750131948179195)]
    [DataRow(0.0, 0.5)]
    [DataRow(-1.959963984540054, 0.025)]
    [DataRow(1.6448536269514722, 0.95)]
    [DataRow(-5.0, 2.8665157187919333e-7)]
    [DataRow(-8.0, 6.220960574271785e-16)]
    [DataRow(20.0, 1.0)]
    [DataRow(-60.0, 0.0)]
    public void CumulativeAgreesWithTables(double x, double expected) =>
        Assert.AreEqual(expected, NormalDistribution.Cumulative(x), 1e-9 * expected);

    [TestMethod]
    public void CertaintyHasNoQuantile() =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NormalDistribution.Quantile(1));
}
