using PruneBuild.Pruning.Masks.Allocation;

namespace PruneBuild.Pruning.Tests.Masks.Allocation;

[TestClass]
public sealed class OutlierAllocationTests
{
    [TestMethod]
    public void GoldenShares()
    {
        var shares = OutlierAllocation.Shares([2, 5, 3], [1, 1, 1], 0.5);
        Assert.AreEqual(0.5711, shares[0], 1e-4);
        Assert.AreEqual(0.4111, shares[1], 1e-4);
        Assert.AreEqual(0.5178, shares[2], 1e-4);
    }

    [TestMethod]
    public void BlocksOfUnequalSizeMeetTheShareOverAll()
    {
        double[] sizes = [100, 10, 1000];
        var shares = OutlierAllocation.Shares([1, 9, 4], sizes, 0.7);
        Assert.AreEqual(0.7, shares.Zip(sizes, (share, size) => share * size).Sum() / sizes.Sum(), 1e-9);
        Assert.IsLessThan(shares[0], shares[1]);
    }

    [TestMethod]
    public void NoDifferenceIsUniform() =>
        CollectionAssert.AreEqual(new[] { 0.6, 0.6 }, OutlierAllocation.Shares([3, 3], [1, 2], 0.6));

    [TestMethod]
    public void OutliersAreCountedInPercent() =>
        Assert.AreEqual(10, OutlierAllocation.Outliers([1, 1, 1, 1, 1, 1, 1, 1, 1, 100]));
}
