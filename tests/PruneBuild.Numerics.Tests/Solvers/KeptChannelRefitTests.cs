using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Tests.Solvers;

[TestClass]
public sealed class KeptChannelRefitTests
{
    [TestMethod]
    public void GoldenCaseGivesTheKnownRowsAndError()
    {
        var refit = KeptChannelRefit.Solve(GoldenCase.Gram, GoldenCase.Weight, GoldenCase.Kept, ridge: 0.0);
        var expected = Matrix.FromRows(
            [-0.056535, 0.415764, 0.901576],
            [-1.964721, -1.493876, 0.258784],
            [-0.829226, -1.769187, -0.414604],
            [0.974827, -1.153525, -0.553150]);
        MatrixAssert.AreClose(expected, refit.Weight, 1e-6);
        Assert.AreEqual(4.3573926, OutputError.Squared(GoldenCase.Gram, GoldenCase.Weight, GoldenCase.Kept, refit.Weight!), 1e-7);
        Assert.AreEqual(0.0, refit.Ridge);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(10.0)]
    public void KeepingEveryChannelReturnsTheOriginalWeight(double ridge)
    {
        var gram = RandomMatrices.Gram(100, 30, seed: 1);
        var weight = RandomMatrices.Normal(30, 8, seed: 2);
        MatrixAssert.AreClose(weight, KeptChannelRefit.Solve(gram, weight, [.. Enumerable.Range(0, 30)], ridge).Weight, 1e-10);
    }

    [TestMethod]
    public void ResidualIsOrthogonalToKeptChannels()
    {
        var features = RandomMatrices.Normal(120, 40, seed: 3);
        var weight = RandomMatrices.Normal(40, 6, seed: 4);
        int[] kept = [.. Enumerable.Range(0, 40).Where(j => j % 3 != 0)];
        var refit = KeptChannelRefit.Solve(DenseAlgebra.Cpu.Gram(features), weight, kept, ridge: 0.0);
        var keptFeatures = features.SelectColumns(kept);
        var residual = DenseAlgebra.Cpu.Multiply(features, weight).Subtract(DenseAlgebra.Cpu.Multiply(keptFeatures, refit.Weight!));
        MatrixAssert.AreClose(Matrix.Zero(kept.Length, 6), DenseAlgebra.Cpu.TransposedMultiply(keptFeatures, residual), 1e-10);
    }

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(1.0)]
    [DataRow(1e4)]
    public void RefitIsNeverWorseThanSlicing(double ridge)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var gram = RandomMatrices.Gram(60, 20, seed);
            var weight = RandomMatrices.Normal(20, 5, seed + 100);
            int[] kept = [.. Enumerable.Range(0, 20).Where(j => (j + seed) % 4 != 0)];
            var refit = KeptChannelRefit.Solve(gram, weight, kept, ridge);
            var sliced = OutputError.Squared(gram, weight, kept, weight.SelectRows(kept));
            Assert.IsLessThanOrEqualTo(sliced, OutputError.Squared(gram, weight, kept, refit.Weight!));
        }
    }

    [TestMethod]
    public void AHugeRidgeLeavesTheSurvivingWeightsAlone()
    {
        var refit = KeptChannelRefit.Solve(GoldenCase.Gram, GoldenCase.Weight, GoldenCase.Kept, ridge: 1e12);
        MatrixAssert.AreClose(GoldenCase.Weight.SelectRows(GoldenCase.Kept), refit.Weight, 1e-9);
    }

    [TestMethod]
    public void TwinsWithoutRidgeAreAStatusAndWithRidgeShareTheLoad()
    {
        var feature = RandomMatrices.Normal(50, 1, seed: 5);
        var gram = DenseAlgebra.Cpu.Gram(Matrix.Create(50, 3, (i, _) => feature[i, 0]));
        var weight = Matrix.FromRows([1.0], [2.0], [3.0]);
        Assert.AreEqual(SolveStatus.NotPositiveDefinite, KeptChannelRefit.Solve(gram, weight, [0, 1], ridge: 0.0).Status);
        var refit = KeptChannelRefit.Solve(gram, weight, [0, 1], ridge: 1e-6);
        MatrixAssert.AreClose(Matrix.FromRows([2.5], [3.5]), refit.Weight, 1e-5);
    }

    [TestMethod]
    public void ADeadKeptChannelKeepsItsRow()
    {
        var gram = Matrix.FromDiagonal([2.0, 0.0, 4.0]);
        var weight = Matrix.FromRows([1.0], [7.0], [3.0]);
        MatrixAssert.AreClose(Matrix.FromRows([1.0], [7.0]), KeptChannelRefit.Solve(gram, weight, [0, 1], ridge: 0.0).Weight, 1e-15);
    }

    [TestMethod]
    public void OneChannelIsScaledToTheWholeOutput()
    {
        var refit = KeptChannelRefit.Solve(Matrix.FromRows([4.0, 2.0], [2.0, 9.0]), Matrix.FromRows([1.0], [1.0]), [0], ridge: 0.0);
        Assert.AreEqual(1.5, refit.Weight![0, 0]);
    }

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.NegativeInfinity)]
    public void NonFiniteInputIsAStatus(double value)
    {
        var gram = Matrix.FromDiagonal([1.0, value]);
        Assert.AreEqual(SolveStatus.NotFinite, KeptChannelRefit.Solve(gram, Matrix.FromRows([1.0], [1.0]), [0, 1], ridge: 1.0).Status);
        var weight = Matrix.FromRows([value], [1.0]);
        Assert.AreEqual(SolveStatus.NotFinite, KeptChannelRefit.Solve(Matrix.Identity(2), weight, [0], ridge: 0.0).Status);
    }

    [TestMethod]
    public void KeptListsThatBreakTheRuleThrow()
    {
        foreach (int[] kept in new int[][] { [], [1, 1], [2, 1], [-1], [6] })
            Assert.ThrowsExactly<ArgumentException>(() => KeptChannelRefit.Solve(GoldenCase.Gram, GoldenCase.Weight, kept, ridge: 0.0));
    }
}
