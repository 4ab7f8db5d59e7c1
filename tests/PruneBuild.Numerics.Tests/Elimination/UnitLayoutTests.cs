using PruneBuild.Numerics.Elimination;

namespace PruneBuild.Numerics.Tests.Elimination;

[TestClass]
public sealed class UnitLayoutTests
{
    [TestMethod]
    public void BlocksAreConsecutiveFeatures()
    {
        var layout = UnitLayout.Blocks(units: 4, width: 3);
        Assert.AreEqual(12, layout.FeatureCount);
        CollectionAssert.AreEqual(new[] { 6, 7, 8 }, layout.Features(2).ToArray());
        CollectionAssert.AreEqual(new[] { 0, 1, 2, 9, 10, 11 }, layout.KeptFeatures([3, 0]));
    }

    [TestMethod]
    public void FeaturesInNoUnitAlwaysStay()
    {
        var layout = UnitLayout.Of(6, [[5, 1], [2]]);
        CollectionAssert.AreEqual(new[] { 0, 2, 3, 4 }, layout.KeptFeatures([1]));
        CollectionAssert.AreEqual(new[] { 0, 3, 4 }, layout.KeptFeatures([]));
    }

    [TestMethod]
    public void FeaturesOutOfRangeSharedOrMissingThrow()
    {
        Assert.ThrowsExactly<ArgumentException>(() => UnitLayout.Of(3, [[0], [3]]));
        Assert.ThrowsExactly<ArgumentException>(() => UnitLayout.Of(3, [[0, 1], [1]]));
        Assert.ThrowsExactly<ArgumentException>(() => UnitLayout.Of(3, [[0], []]));
    }
}
