using PruneBuild.Numerics.Elimination;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests.Elimination;

[TestClass]
public sealed class UnitSwapSearchTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void SwapsFindTheUnitsThatMatter(int width)
    {
        var problem = UnitEliminationTests.Problem(samples: 200, units: 12, width, outputs: 3, seed: 20);
        // Only the last six units carry weight, and the search starts from the first six.
        var weight = Matrix.Create(problem.Weight.Rows, 3, (i, o) => i < 6 * width ? 0.0 : problem.Weight[i, o]);
        var swaps = UnitSwapSearch.Improve(
            problem with { Weight = weight }, [0, 1, 2, 3, 4, 5], new(RidgePerDiagonal: 0.0, UnitsPerSwap: 2));
        CollectionAssert.AreEqual(new[] { 6, 7, 8, 9, 10, 11 }, swaps.Kept.ToArray());
        Assert.AreEqual(0.0, swaps.Loss, 1e-9);
        Assert.IsGreaterThanOrEqualTo(3, swaps.AcceptedRounds);
    }

    [TestMethod]
    public void SwapsNeverMakeTheErrorWorseAndReportIt()
    {
        for (var seed = 0; seed < 10; seed++)
        {
            var problem = UnitEliminationTests.Problem(samples: 60, units: 24, width: 1, outputs: 4, seed);
            var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0, UnitsPerRound: 12, SmallestCount: 8));
            var swaps = UnitSwapSearch.Improve(problem, path.Kept(8), new(RidgePerDiagonal: 0.0, UnitsPerSwap: 2));
            Assert.AreEqual(8, swaps.Kept.Count);
            Assert.IsLessThanOrEqualTo(path.Loss(8) + (1e-9 * path.Energy), swaps.Loss);
            var refit = problem.Refit(swaps.Kept, ridgePerDiagonal: 0.0);
            var error = OutputError.Squared(problem.Gram, problem.Weight, swaps.Kept, refit.Weight!);
            Assert.AreEqual(error, swaps.Loss, 1e-9 * path.Energy);
        }
    }

    [TestMethod]
    public void NoRoundsReturnTheGivenSet()
    {
        var problem = UnitEliminationTests.Problem(samples: 60, units: 10, width: 1, outputs: 4, seed: 30);
        CollectionAssert.AreEqual(new[] { 1, 5, 7 }, UnitSwapSearch.Improve(problem, [7, 1, 5], new(Rounds: 0)).Kept.ToArray());
    }

    [TestMethod]
    public void NonFiniteInputIsAStatusAndTheGivenSet()
    {
        var problem = UnitEliminationTests.Problem(samples: 60, units: 3, width: 1, outputs: 1, seed: 31);
        var broken = problem with { Weight = Matrix.FromRows([1.0], [double.NaN], [1.0]) };
        var swaps = UnitSwapSearch.Improve(broken, [0, 2], new());
        Assert.AreEqual(SolveStatus.NotFinite, swaps.Status);
        CollectionAssert.AreEqual(new[] { 0, 2 }, swaps.Kept.ToArray());
    }
}
