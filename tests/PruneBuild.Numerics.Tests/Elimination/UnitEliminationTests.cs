using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Elimination;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests.Elimination;

[TestClass]
public sealed class UnitEliminationTests
{
    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(1, 7)]
    [DataRow(4, 1)]
    [DataRow(4, 3)]
    public void LossAtEverySizeIsTheErrorOfTheExactRefit(int width, int unitsPerRound)
    {
        var problem = Problem(samples: 300, units: 160 / width, width, outputs: 6, seed: 1);
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0, unitsPerRound));
        Assert.AreEqual(SolveStatus.Solved, path.Status);
        for (var count = 1; count <= problem.Units.Count; count++)
        {
            var refit = problem.Refit(path.Kept(count), ridgePerDiagonal: 0.0);
            var error = OutputError.Squared(problem.Gram, problem.Weight, problem.Units.KeptFeatures(path.Kept(count)), refit.Weight!);
            Assert.AreEqual(error, path.Loss(count), 1e-9 * path.Energy, $"{count} units kept");
        }
        Assert.AreEqual(path.Energy, path.Loss(0), 1e-9 * path.Energy);
    }

    [TestMethod]
    public void GoldenCaseGivesTheKnownCosts()
    {
        double[] costs = [.. Enumerable.Range(0, 6).Select(feature => GoldenCost([feature]))];
        MatrixAssert.AreClose([0.438806, 0.090145, 0.055110, 0.065795, 0.275265, 1.126290], costs, 1e-6);
        Assert.AreEqual(4.3573926, GoldenCost([1, 4]), 1e-7);
    }

    [TestMethod]
    public void GoldenCaseLosesItsCheapestFeatureFirst()
    {
        var problem = new EliminationProblem(GoldenCase.Gram, GoldenCase.Weight, UnitLayout.Blocks(6, 1));
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0, UnitsPerRound: 1, SmallestCount: 5));
        CollectionAssert.AreEqual(new[] { 2 }, path.RemovalOrder.ToArray());
        Assert.AreEqual(0.055110, path.Loss(5), 1e-6);
    }

    [TestMethod]
    public void LossWithRidgeCountsThePullTowardsTheOldWeights()
    {
        var problem = Problem(samples: 100, units: 30, width: 1, outputs: 4, seed: 2);
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.1, UnitsPerRound: 2, SmallestCount: 10));
        var kept = path.Kept(10);
        var refit = problem.Refit(kept, ridgePerDiagonal: 0.1);
        Assert.AreEqual(path.Ridge, refit.Ridge, 1e-12);
        var pull = refit.Weight!.Subtract(problem.Weight.SelectRows(kept)).SquaredNorm()
            + problem.Weight.SquaredNorm() - problem.Weight.SelectRows(kept).SquaredNorm();
        var expected = OutputError.Squared(problem.Gram, problem.Weight, kept, refit.Weight) + (path.Ridge * pull);
        Assert.AreEqual(expected, path.Loss(10), 1e-9 * path.Energy);
    }

    [TestMethod]
    public void OneUnitARoundTakesTheCheapestRefitEachTime()
    {
        var problem = Problem(samples: 60, units: 12, width: 1, outputs: 3, seed: 3);
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0));
        for (var count = 12; count > 1; count--)
        {
            var kept = path.Kept(count);
            var cheapest = kept.MinBy(unit => ErrorWithout(problem, kept, unit));
            Assert.AreEqual(cheapest, path.RemovalOrder[12 - count]);
        }
    }

    [TestMethod]
    public void ATargetOfAnotherNetworkIsFollowed()
    {
        var features = RandomMatrices.Normal(100, 20, seed: 4);
        var target = RandomMatrices.Normal(100, 3, seed: 5);
        var problem = new EliminationProblem(
            DenseAlgebra.Cpu.Gram(features),
            RandomMatrices.Normal(20, 3, seed: 6),
            UnitLayout.Blocks(20, 1),
            DenseAlgebra.Cpu.TransposedMultiply(features, target));
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0, UnitsPerRound: 3, SmallestCount: 8));
        var dense = SquaredError(features, target, problem.Refit(path.Kept(20), 0.0).Weight!, path.Kept(20));
        var small = SquaredError(features, target, problem.Refit(path.Kept(8), 0.0).Weight!, path.Kept(8));
        Assert.AreEqual(small - dense, path.Loss(8), 1e-9 * path.Energy);
    }

    [TestMethod]
    public void OneOfTwoTwinsLeavesForNothingAndTheOtherStays()
    {
        var features = RandomMatrices.Normal(100, 10, seed: 7);
        var twins = Matrix.Create(100, 10, (i, j) => features[i, j == 9 ? 2 : j]);
        // Together the twins matter most, so the one that is left must not follow.
        var weight = Matrix.Create(10, 4, (i, o) => i is 2 or 9 ? 5.0 : Math.Sin(i + o));
        var problem = new EliminationProblem(DenseAlgebra.Cpu.Gram(twins), weight, UnitLayout.Blocks(10, 1));
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0, UnitsPerRound: 1, SmallestCount: 2));
        Assert.AreEqual(SolveStatus.Solved, path.Status);
        Assert.IsTrue(path.RemovalOrder[0] is 2 or 9);
        Assert.IsFalse(path.RemovalOrder.Skip(1).Any(unit => unit is 2 or 9));
        Assert.IsLessThan(1e-5 * path.Energy, path.Loss(9));
        Assert.IsGreaterThan(0.0, path.Ridge);
    }

    [TestMethod]
    public void DeadFeaturesLeaveFirstAndForNothing()
    {
        var features = RandomMatrices.Normal(50, 6, seed: 9);
        var dead = Matrix.Create(50, 6, (i, j) => j is 1 or 4 ? 0.0 : features[i, j]);
        var problem = new EliminationProblem(DenseAlgebra.Cpu.Gram(dead), RandomMatrices.Normal(6, 2, seed: 10), UnitLayout.Blocks(6, 1));
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.01, UnitsPerRound: 2, SmallestCount: 2));
        CollectionAssert.AreEquivalent(new[] { 1, 4 }, path.RemovalOrder.Take(2).ToArray());
        Assert.AreEqual(0.0, path.Loss(4));
    }

    [TestMethod]
    public void FeaturesInNoUnitAreNeverRemoved()
    {
        var problem = Problem(samples: 40, units: 9, width: 1, outputs: 2, seed: 11) with
        {
            Units = UnitLayout.Of(9, [[0, 5], [3], [8, 1]]),
        };
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0, UnitsPerRound: 3));
        var refit = problem.Refit([], ridgePerDiagonal: 0.0);
        Assert.AreEqual(0, path.SmallestCount);
        Assert.AreEqual(OutputError.Squared(problem.Gram, problem.Weight, [2, 4, 6, 7], refit.Weight!), path.Loss(0), 1e-9 * path.Energy);
    }

    [TestMethod]
    public void LossesNeverFallAndTheOrderNamesEachUnitOnce()
    {
        var path = UnitElimination.Run(Problem(samples: 90, units: 200, width: 1, outputs: 5, seed: 12), new(UnitsPerRound: 9));
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 200).ToArray(), path.RemovalOrder.ToArray());
        for (var i = 1; i < path.Losses.Count; i++)
            Assert.IsGreaterThanOrEqualTo(path.Losses[i - 1], path.Losses[i]);
    }

    [TestMethod]
    public void AnIllConditionedGramMatrixKeepsItsDigits()
    {
        var problem = new EliminationProblem(
            RandomMatrices.WithCondition(150, 1e8, seed: 13), RandomMatrices.Normal(150, 4, seed: 14), UnitLayout.Blocks(150, 1));
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0, UnitsPerRound: 4, SmallestCount: 40));
        var kept = path.Kept(40);
        var error = OutputError.Squared(problem.Gram, problem.Weight, kept, problem.Refit(kept, 0.0).Weight!);
        Assert.AreEqual(error, path.Loss(40), 1e-6 * error);
    }

    [TestMethod]
    public void OneUnitCanLeaveAndNothingNeedsTo()
    {
        var problem = new EliminationProblem(Matrix.FromRows([2.0]), Matrix.FromRows([3.0]), UnitLayout.Blocks(1, 1));
        var path = UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0));
        Assert.AreEqual(18.0, path.Loss(0), 1e-14);
        Assert.AreEqual(18.0, path.Energy, 1e-14);
        Assert.IsEmpty(UnitElimination.Run(problem, new(SmallestCount: 1)).RemovalOrder);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    public void NonFiniteInputIsAStatusAndRemovesNothing(double value)
    {
        var badGram = new EliminationProblem(Matrix.FromDiagonal([1.0, value]), Matrix.FromRows([1.0], [1.0]), UnitLayout.Blocks(2, 1));
        var badWeight = new EliminationProblem(Matrix.Identity(2), Matrix.FromRows([1.0], [value]), UnitLayout.Blocks(2, 1));
        foreach (var path in new[] { UnitElimination.Run(badGram, new()), UnitElimination.Run(badWeight, new()) })
        {
            Assert.AreEqual(SolveStatus.NotFinite, path.Status);
            Assert.IsEmpty(path.RemovalOrder);
            Assert.AreEqual(2, path.SmallestCount);
        }
    }

    [TestMethod]
    public void AMatrixThatIsNoGramMatrixIsAStatus()
    {
        var problem = new EliminationProblem(
            Matrix.FromRows([1.0, 9.0], [9.0, 1.0]), Matrix.FromRows([1.0], [1.0]), UnitLayout.Blocks(2, 1));
        Assert.AreEqual(SolveStatus.NotPositiveDefinite, UnitElimination.Run(problem, new()).Status);
    }

    /// <summary>Layers side by side are one layer whose Gram and weight are block diagonal.</summary>
    [TestMethod]
    [DataRow(1)]
    [DataRow(4)]
    public void LayersThatUnitsFeedTogetherAreOneOfTheirBlocks(int unitsPerRound)
    {
        var one = Problem(samples: 200, units: 20, width: 2, outputs: 5, seed: 16);
        var other = Problem(samples: 150, units: 20, width: 1, outputs: 3, seed: 17).Scaled(3);
        var side = new EliminationProblem(
            Matrix.Create(60, 60, (i, j) => i < 40 && j < 40 ? one.Gram[i, j] : i >= 40 && j >= 40 ? other.Gram[i - 40, j - 40] : 0),
            Matrix.Create(60, 8, (i, j) => i < 40 && j < 5 ? one.Weight[i, j] : i >= 40 && j >= 5 ? other.Weight[i - 40, j - 5] : 0),
            UnitLayout.Of(60, Enumerable.Range(0, 20).Select(unit => new[] { 2 * unit, (2 * unit) + 1, 40 + unit })));

        var options = new EliminationOptions(RidgePerDiagonal: 0.0, unitsPerRound, SmallestCount: 1);
        var (together, expected) = (UnitElimination.Run([one, other], options), UnitElimination.Run(side, options));

        CollectionAssert.AreEqual(expected.RemovalOrder.ToArray(), together.RemovalOrder.ToArray());
        for (var k = 0; k < expected.Losses.Count; k++)
            Assert.AreEqual(expected.Losses[k], together.Losses[k], 1e-9 * expected.Energy, $"after {k} removals");
        Assert.AreEqual(expected.Energy, together.Energy, 1e-9 * expected.Energy);
        CollectionAssert.AreNotEqual(UnitElimination.Run(one, options).RemovalOrder.ToArray(), together.RemovalOrder.ToArray());
    }

    [TestMethod]
    public void LayersThatHaveNotTheSameUnitsThrow() => Assert.ThrowsExactly<ArgumentException>(() => UnitElimination.Run(
        [Problem(samples: 30, units: 4, width: 1, outputs: 2, seed: 18), Problem(samples: 30, units: 5, width: 1, outputs: 2, seed: 19)],
        new()));

    [TestMethod]
    public void ShapesThatDoNotFitThrow()
    {
        var problem = new EliminationProblem(Matrix.Identity(2), Matrix.FromRows([1.0], [1.0]), UnitLayout.Blocks(3, 1));
        Assert.ThrowsExactly<ArgumentException>(() => UnitElimination.Run(problem, new()));
    }

    [TestMethod]
    public void RoundsSpreadTheirUnitsEvenly()
    {
        CollectionAssert.AreEqual(new[] { 9, 10 }, UnitElimination.RoundSizes(19, 9).ToArray());
        CollectionAssert.AreEqual(new[] { 19 }, UnitElimination.RoundSizes(19, 10).ToArray());
        CollectionAssert.AreEqual(new[] { 3 }, UnitElimination.RoundSizes(3, 10).ToArray());
        Assert.AreEqual(0, UnitElimination.RoundSizes(0, 10).Count());
    }

    [TestMethod]
    [DataRow(1, 6, 2)]
    [DataRow(1, 6, 3)]
    [DataRow(9, 2, 2)]
    [DataRow(9, 2, 3)]
    public void TheNumberOfThreadsNeverChangesABit(int width, int unitsPerRound, int threads)
    {
        var problem = Problem(samples: 400, units: 270 / width, width, outputs: 40, seed: 15);
        var one = UnitElimination.Run(problem, new(UnitsPerRound: unitsPerRound), new CpuDenseAlgebra(1));
        var many = UnitElimination.Run(problem, new(UnitsPerRound: unitsPerRound), new CpuDenseAlgebra(threads));
        CollectionAssert.AreEqual(one.RemovalOrder.ToArray(), many.RemovalOrder.ToArray());
        CollectionAssert.AreEqual(one.Losses.ToArray(), many.Losses.ToArray());
    }

    internal static EliminationProblem Problem(int samples, int units, int width, int outputs, int seed) => new(
        RandomMatrices.Gram(samples, units * width, seed),
        RandomMatrices.Normal(units * width, outputs, seed + 1000),
        UnitLayout.Blocks(units, width));

    /// <summary>What the golden case loses when these features leave and all others adapt.</summary>
    private static double GoldenCost(int[] features)
    {
        var problem = new EliminationProblem(GoldenCase.Gram, GoldenCase.Weight, UnitLayout.Of(6, [features]));
        return UnitElimination.Run(problem, new(RidgePerDiagonal: 0.0)).Loss(0);
    }

    private static double ErrorWithout(EliminationProblem problem, int[] kept, int unit)
    {
        int[] rest = [.. kept.Where(other => other != unit)];
        var refit = problem.Refit(rest, ridgePerDiagonal: 0.0);
        return OutputError.Squared(problem.Gram, problem.Weight, rest, refit.Weight!);
    }

    private static double SquaredError(Matrix features, Matrix target, Matrix weight, int[] kept) =>
        DenseAlgebra.Cpu.Multiply(features.SelectColumns(kept), weight).Subtract(target).SquaredNorm();
}
