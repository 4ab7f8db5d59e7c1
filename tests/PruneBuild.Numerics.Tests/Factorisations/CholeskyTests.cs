using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests.Factorisations;

[TestClass]
public sealed class CholeskyTests
{
    private static readonly IDenseAlgebra Algebra = DenseAlgebra.Cpu;

    [TestMethod]
    [DataRow(1, 1.0)]
    [DataRow(2, 1e4)]
    [DataRow(64, 1e8)]
    [DataRow(65, 1e8)]
    [DataRow(300, 1e9)]
    public void ProductOfTheFactorsIsTheMatrix(int size, double condition)
    {
        var matrix = RandomMatrices.WithCondition(size, condition, seed: 1);
        var factor = Algebra.Factorise(matrix);
        Assert.IsTrue(factor.IsSolved);
        MatrixAssert.AreClose(matrix, Algebra.MultiplyTransposed(factor.Lower, factor.Lower), 1e-14 * size);
        Assert.AreEqual(0.0, size > 1 ? factor.Lower[0, 1] : 0.0);
    }

    [TestMethod]
    public void SolveReturnsWhatTheMatrixWasMultipliedWith()
    {
        var matrix = RandomMatrices.WithCondition(150, 1e4, seed: 2);
        var solution = RandomMatrices.Normal(150, 20, seed: 3);
        MatrixAssert.AreClose(solution, Algebra.Factorise(matrix).Solve(Algebra.Multiply(matrix, solution), Algebra), 1e-9);
    }

    [TestMethod]
    public void DependentColumnsAreAStatus()
    {
        var features = RandomMatrices.Normal(200, 100, seed: 4);
        var twins = Matrix.Create(200, 100, (i, j) => features[i, j == 99 ? 3 : j]);
        Assert.AreEqual(SolveStatus.NotPositiveDefinite, Algebra.Factorise(Algebra.Gram(twins)).Status);
        Assert.AreEqual(SolveStatus.NotPositiveDefinite, Algebra.Factorise(Matrix.Zero(1, 1)).Status);
        Assert.AreEqual(SolveStatus.NotPositiveDefinite, Algebra.Factorise(Matrix.FromDiagonal([1.0, -1.0])).Status);
    }

    [TestMethod]
    public void FeaturesOfVeryDifferentScaleAreNoFailure() =>
        Assert.AreEqual(SolveStatus.Solved, Algebra.Factorise(Matrix.FromDiagonal([1e20, 1e-20, 1.0])).Status);

    [TestMethod]
    [DataRow(double.NaN)]
    [DataRow(double.PositiveInfinity)]
    public void NonFiniteInputIsAStatus(double value)
    {
        var factor = Algebra.Factorise(Matrix.FromRows([1.0, 0.0], [value, 1.0]));
        Assert.AreEqual(SolveStatus.NotFinite, factor.Status);
        Assert.ThrowsExactly<InvalidOperationException>(() => factor.Inverse(Algebra));
    }

    [TestMethod]
    public void AMatrixWithoutRowsHasAFactorWithoutRows()
    {
        var factor = Algebra.Factorise(Matrix.Zero(0, 0));
        Assert.IsTrue(factor.IsSolved);
        Assert.AreEqual(0, factor.Lower.Rows);
    }

    [TestMethod]
    public void InverseOfOneElementIsItsReciprocal() =>
        Assert.AreEqual(0.25, new Cholesky(SolveStatus.Solved, Matrix.FromRows([2.0])).Inverse(Algebra)[0, 0]);
}
