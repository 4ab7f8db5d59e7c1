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

    /// <summary>Eigenvalues that follow a power law from 1 on, and below it lie evenly:
    /// the peak is at 1, and the law is found again there.</summary>
    [TestMethod]
    [DataRow(1.8)]
    [DataRow(2.5)]
    [DataRow(4)]
    public void ThePeakFindsWhereThePowerLawBegins(double exponent)
    {
        double[] bulk = [.. Enumerable.Range(1, 100).Select(i => i / 101.0)];
        double[] tail = [.. Enumerable.Range(0, 400).Select(i => Math.Pow(1 - ((i + 0.5) / 400), -1 / (exponent - 1)))];
        double[] all = [.. bulk, .. tail];

        var smallest = TailAllocation.Peak(all);

        Assert.IsTrue(smallest is >= 0.95 and <= 1.5, $"{smallest}");
        Assert.AreEqual(exponent, TailAllocation.Exponent(all, smallest), 0.1 * exponent);
        Assert.IsGreaterThan(
            0.02, Math.Abs(TailAllocation.Exponent(bulk, TailAllocation.Peak(bulk)) - TailAllocation.Exponent(bulk, bulk[50])),
            "it is another rule than the median");
    }

    [TestMethod]
    public void OneEigenvalueAndNoneHaveAPeakToo()
    {
        Assert.AreEqual(3.0, TailAllocation.Peak([3.0]));
        Assert.AreEqual(2.0, TailAllocation.Peak([0, 0, 2.0, 2.0]));
        Assert.AreEqual(0.0, TailAllocation.Peak([0, 0]));
    }

    [TestMethod]
    public void LighterTailsLoseMoreAndTheShareOverAllHolds()
    {
        double[] sizes = [10, 30];
        var shares = TailAllocation.Shares([2, 4], sizes, 0.5);
        Assert.IsLessThan(shares[1], shares[0]);
        Assert.AreEqual(0.5 * 40, (shares[0] * 10) + (shares[1] * 30), 1e-9);
    }
}
