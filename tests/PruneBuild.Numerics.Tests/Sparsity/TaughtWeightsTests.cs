using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class TaughtWeightsTests
{
    /// <summary>Case A seen by a student: its first feature misses a row, its third is half as large.</summary>
    private static Matrix Student { get; } = Matrix.FromRows(
        [0, 2, 0, 1, -1, 1], [2, 1, 1, 0, 0, 1], [0, 1, 3, 1, 1, 0], [3, 0, 3, 6, 3, -3]).Transpose();

    private static Matrix Gram { get; } = DenseAlgebra.Cpu.Gram(Student);

    private static Matrix Targets { get; } = DenseAlgebra.Cpu.Multiply(MaskCases.Features, MaskCases.Weight);

    private static Matrix Cross { get; } = DenseAlgebra.Cpu.Multiply(Student.Transpose(), Targets);

    [TestMethod]
    public void GoldenMomentsOfOtherInputsThanTheTargets()
    {
        MatrixAssert.AreClose(Matrix.FromRows([7, 3, 2, 0], [3, 7, 4, 6], [2, 4, 12, 18], [0, 6, 18, 72]), Gram, 1e-12);
        MatrixAssert.AreClose(
            Matrix.FromRows([7, 5, 2, 3], [3, 7, 4, 6], [4, 8, 24, 36], [0, 6, 18, 72]),
            DenseAlgebra.Cpu.Multiply(MaskCases.Features.Transpose(), Student), 1e-12);
        MatrixAssert.AreClose(MaskCases.Outputs([2.3, 0.3, 15.2, 40.8], [-2.8, 2.6, 20.2, 75.3]), Cross, 1e-12);
    }

    [TestMethod]
    public void GoldenRefitOnWandasMask()
    {
        var mask = MaskCases.Mask("0110", "0011");
        var taught = TaughtWeights.Solve(Gram, Cross, MaskCases.Weight, 0).Weight!;
        var refit = MaskedLeastSquares.Solve(Gram, taught, mask, 0).Weight!;
        MatrixAssert.AreClose(MaskCases.Outputs([0, -0.841176, 1.547059, 0], [0, 0, 0.183333, 1]), refit, 1e-5);
        Assert.AreEqual(12.173725, Error(refit), 1e-5);
        Assert.AreEqual(30.65, Error(mask.Apply(MaskCases.Weight)), 1e-9);
    }

    [TestMethod]
    public void PruningTheTaughtWeightsIsPruningTowardsTheTarget()
    {
        // ‖Z − X̂Ŵ‖² + λ‖Ŵ − W‖² on a mask: through the cross moments, and through the taught weights.
        var mask = MaskCases.Mask("1101", "0110");
        var taught = TaughtWeights.Solve(Gram, Cross, MaskCases.Weight, 0.07).Weight!;
        MatrixAssert.AreClose(
            MaskedLeastSquares.Solve(Gram, MaskCases.Weight, mask, 0.07, Cross).Weight!,
            MaskedLeastSquares.Solve(Gram, taught, mask, 0.07).Weight!, 1e-9);
    }

    [TestMethod]
    public void TheOwnOutputAsTargetGivesTheWeightsBack() => MatrixAssert.AreClose(
        MaskCases.Weight, TaughtWeights.Solve(
            MaskCases.Gram, DenseAlgebra.Cpu.Multiply(MaskCases.Gram, MaskCases.Weight), MaskCases.Weight, 0.3).Weight!, 1e-12);

    [TestMethod]
    [DataRow(0.0)]
    [DataRow(0.1)]
    public void ADeadFeatureKeepsItsWeights(double ridge)
    {
        var dead = Matrix.Create(4, 4, (i, j) => i == 2 || j == 2 ? 0 : Gram[i, j]);
        var cross = Matrix.Create(4, 2, (i, o) => i == 2 ? 0 : Cross[i, o]);
        var taught = TaughtWeights.Solve(dead, cross, MaskCases.Weight, ridge).Weight!;
        Assert.AreEqual(MaskCases.Weight[2, 0], taught[2, 0], 1e-12);
        Assert.AreEqual(MaskCases.Weight[2, 1], taught[2, 1], 1e-12);
    }

    [TestMethod]
    public void NaNIsAStatus() => Assert.AreEqual(
        SolveStatus.NotFinite, TaughtWeights.Solve(Gram, Cross.Scale(double.NaN), MaskCases.Weight, 0).Status);

    /// <summary>‖Z − X̂Ŵ‖².</summary>
    private static double Error(Matrix weight) => Targets.Subtract(DenseAlgebra.Cpu.Multiply(Student, weight)).SquaredNorm();
}
