using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.Fpgm;

namespace PruneBuild.Pruning.Tests.Methods.Fpgm;

[TestClass]
public sealed class FpgmCriterionTests
{
    [TestMethod]
    public void TheFilterInTheMiddleHasTheSmallestSum()
    {
        var filters = Matrix.FromRows([0, 0], [4, 0], [2, 1], [0, 4], [4, 4]);

        var sums = FpgmCriterion.SummedDistances(filters);

        Assert.AreEqual(2, Array.IndexOf(sums, sums.Min()));
        Assert.AreEqual(4 + Math.Sqrt(5) + 4 + Math.Sqrt(32), sums[0], 1e-9);
    }

    [TestMethod]
    public void ASmallFilterFarFromTheOthersStays()
    {
        // Unlike magnitude: the filter of norm 0 is the outlier here.
        var sums = FpgmCriterion.SummedDistances(Matrix.FromRows([5, 5], [5.1, 5], [5, 5.1], [0, 0]));

        Assert.AreEqual(3, Array.IndexOf(sums, sums.Max()));
    }
}
