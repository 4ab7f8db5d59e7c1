using PruneBuild.Pruning.Masks.Allocation;

namespace PruneBuild.Pruning.Tests.Masks.Allocation;

[TestClass]
public sealed class ShareLimitsTests
{
    [TestMethod]
    [DataRow(1.4, 0.9, -0.2)]
    [DataRow(-9.0, 0.9, 0.5)]
    [DataRow(0.1, 7.0, 4.0)]
    public void NoShareLeavesItsLimitsAndTheTotalHolds(double first, double second, double third)
    {
        var shares = ShareLimits.Meet([first, second, third], [1, 1, 1], 0.8);
        Assert.IsTrue(shares.All(share => share is >= 0 and <= ShareLimits.Largest));
        Assert.AreEqual(2.4, shares.Sum(), 1e-9);
    }

    [TestMethod]
    public void BeyondTheLimitAllAreEqual() => CollectionAssert.AreEqual(new[] { 0.97, 0.97 }, ShareLimits.Meet([0.9, 1.04], [1, 1], 0.97));
}
