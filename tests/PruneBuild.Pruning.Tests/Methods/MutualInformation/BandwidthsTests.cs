using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.MutualInformation;

namespace PruneBuild.Pruning.Tests.Methods.MutualInformation;

[TestClass]
public sealed class BandwidthsTests
{
    [TestMethod]
    public void ClustersFarApartAskForAWidthThatSeparatesThem()
    {
        // Two clusters 2 apart, 0.02 wide; the output tells the clusters apart.
        double[] values = [.. Enumerable.Range(0, 20).Select(i => (i % 2 == 0 ? -1.0 : 1.0) + (0.001 * i))];
        var outputs = Matrix.Create(20, 1, (i, _) => i % 2 == 0 ? -1 : 1);

        var width = Bandwidths.ByAlignment([[values]], outputs);

        Assert.IsTrue(width is >= 0.05 and <= 1, $"width {width}");
        Assert.IsGreaterThan(0.05, width, "narrower than needed: clusters fall apart");
    }

    [TestMethod]
    public void TheMedianDistanceScalesWithTheData()
    {
        var units = PairwiseInformationTests.Units(3, 50);
        double[][][] doubled = [.. units.Select(unit => unit.Select(feature => Array.ConvertAll(feature, value => 2 * value)).ToArray())];

        Assert.AreEqual(2 * Bandwidths.ByMedianDistance(units), Bandwidths.ByMedianDistance(doubled), 1e-9);
    }

    [TestMethod]
    public void ConstantsGetSomeWidth() => Assert.AreEqual(1, Bandwidths.ByMedianDistance([[new double[5]]]));
}
