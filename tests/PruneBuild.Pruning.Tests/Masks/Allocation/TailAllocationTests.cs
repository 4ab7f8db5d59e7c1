using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Masks.Allocation;

namespace PruneBuild.Pruning.Tests.Masks.Allocation;

[TestClass]
public sealed class TailAllocationTests
{
    [TestMethod]
    public void GoldenExponent() => Assert.AreEqual(2.4427, TailAllocation.Exponent([1, 2, 4, 8], 2), 1e-4);

    [TestMethod]
    public void TheExponentIsThatOfTheSquaredSingularValues() => Assert.AreEqual(
        TailAllocation.Exponent([1, 4, 16, 64], 16), TailAllocation.Exponent(Matrix.FromDiagonal([1, 2, 4, 8])), 1e-9);

    [TestMethod]
    public void LighterTailsLoseMoreAndTheShareOverAllHolds()
    {
        double[] sizes = [10, 30];
        var shares = TailAllocation.Shares([2, 4], sizes, 0.5);
        Assert.IsLessThan(shares[1], shares[0]);
        Assert.AreEqual(0.5 * 40, (shares[0] * 10) + (shares[1] * 30), 1e-9);
    }
}
