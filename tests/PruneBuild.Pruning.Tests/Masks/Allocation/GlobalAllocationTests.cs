using PruneBuild.Pruning.Masks.Allocation;

namespace PruneBuild.Pruning.Tests.Masks.Allocation;

[TestClass]
public sealed class GlobalAllocationTests
{
    [TestMethod]
    public void OneRankingDecides()
    {
        var shares = GlobalAllocation.Shares([[1, 2, 3, 4], [10, 20, 2.5, 40]], 0.5);
        CollectionAssert.AreEqual(new[] { 0.75, 0.25 }, shares);
    }

    [TestMethod]
    public void NoWeightVanishes()
    {
        var small = Enumerable.Range(0, 100).Select(i => 0.001 * i).ToArray();
        var large = Enumerable.Range(0, 100).Select(i => 1.0 + i).ToArray();
        var shares = GlobalAllocation.Shares([small, large], 0.6);
        CollectionAssert.AreEqual(new[] { 0.95, 0.25 }, shares);
    }

    [TestMethod]
    public void OneWeightLosesTheShareItself() => CollectionAssert.AreEqual(new[] { 0.5 }, GlobalAllocation.Shares([[3, 1, 2, 4]], 0.5));
}
