using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class MaskedLeastSquaresTests
{
    [TestMethod]
    public void GoldenExactUpdates()
    {
        AssertExact("1100 0101", 0, [0.290323, -0.164516, 0, 0], [0, -0.565385, 0, 1.092949], 33.224833);
        AssertExact("0110 0011", 0, [0, -0.841176, 0.773529, 0], [0, 0, 0.091667, 1.0], 12.173725);
        AssertExact("0110 0011", 0.01, [0, -0.864387, 0.775461, 0], [0, 0, 0.092869, 0.999402], 12.177002);
        AssertExact("0101 0101", 0, [0, -0.476923, 0, 0.60641], [0, -0.565385, 0, 1.092949], 9.0125);
        AssertExact("0011 1001", 0, [0, 0, 0.333333, 0.4], [-0.538095, 0, 0, 1.068254], 6.955238);
    }

    [TestMethod]
    public void GoldenOtherInputsThanTheTargets()
    {
        var student = Matrix.FromRows([7, 3, 2, 0], [3, 7, 4, 6], [2, 4, 12, 18], [0, 6, 18, 72]);
        var cross = MaskCases.Outputs([2.3, 0.3, 15.2, 40.8], [-2.8, 2.6, 20.2, 75.3]);
        var solved = MaskedLeastSquares.Solve(student, MaskCases.Weight, MaskCases.Mask("0110", "0011"), 0, cross);
        MatrixAssert.AreClose(MaskCases.Outputs([0, -0.841176, 1.547059, 0], [0, 0, 0.183333, 1]), solved.Weight, 1e-5);
    }

    [TestMethod]
    public void OneMaskForAllOutputsIsTheRefitOfKeptChannels()
    {
        var (weight, gram) = MaskCases.Synthetic(3);
        int[] kept = [.. Enumerable.Range(0, 64).Where(i => i % 3 != 0)];
        var mask = WeightMask.FromRowMajor(64, 32, [.. Enumerable.Range(0, 64 * 32).Select(i => i / 32 % 3 != 0)]);
        var ridge = 0.02 * gram.Diagonal().Average();
        var known = KeptChannelRefit.Solve(gram, weight, kept, ridge);
        MatrixAssert.AreClose(known.Weight!, MaskedLeastSquares.Solve(gram, weight, mask, 0.02).Weight!.SelectRows(kept), 1e-9);
    }

    [TestMethod]
    public void ConjugateGradientsFindTheSameWeights()
    {
        var (weight, gram) = MaskCases.Synthetic(4);
        var mask = MaskCases.Wanda(weight, gram, new SparsityTarget.Share(0.6));
        var iterated = MaskedConjugateGradients.Solve(gram, weight, mask, 0.05, iterations: 500, tolerance: 1e-12);
        MatrixAssert.AreClose(MaskedLeastSquares.Solve(gram, weight, mask, 0.05).Weight!, iterated.Weight, 1e-8);
    }

    [TestMethod]
    public void FewConjugateStepsAreNeverWorseThanNone()
    {
        var (weight, gram) = MaskCases.Synthetic(5);
        var start = SparseGpt.Prune(weight, gram, MaskCases.Half);
        var damped = gram.AddToDiagonal(start.Ridge);
        var last = start.Loss;
        for (var iterations = 1; iterations < 6; iterations++)
        {
            var refit = MaskedConjugateGradients.Solve(gram, weight, start.Mask!, 0.01, start.Weight, iterations: iterations);
            var error = LayerError.Squared(damped, weight, refit.Weight!);
            Assert.IsLessThanOrEqualTo(last, error);
            last = error;
        }
    }

    [TestMethod]
    public void ADeadFeatureThatStaysKeepsItsWeight()
    {
        var (weight, gram) = MaskCases.Synthetic(6);
        var dead = Matrix.Create(64, 64, (i, j) => i == 5 || j == 5 ? 0 : gram[i, j]);
        var solved = MaskedLeastSquares.Solve(dead, weight, WeightMask.All(64, 32), 0);
        for (var output = 0; output < 32; output++)
            Assert.AreEqual(weight[5, output], solved.Weight![5, output]);
    }

    [TestMethod]
    public void ASingularGramRaisesTheRidgeAndNothingIsNaN()
    {
        var x = RandomMatrices.Normal(40, 8, seed: 3);
        var gram = DenseAlgebra.Cpu.Gram(Matrix.Create(40, 16, (t, j) => x[t, j % 8]));
        var solved = MaskedLeastSquares.Solve(gram, RandomMatrices.Normal(16, 4, seed: 4), WeightMask.All(16, 4), 0);
        Assert.AreEqual(SolveStatus.Solved, solved.Status);
        Assert.AreEqual(0.01 * gram.Diagonal().Average(), solved.Ridge, 1e-12);
    }

    [TestMethod]
    public void NaNIsAStatus() => Assert.AreEqual(
        SolveStatus.NotFinite,
        MaskedLeastSquares.Solve(Matrix.FromRows([double.NaN]), Matrix.FromRows([1.0]), WeightMask.All(1, 1), 0).Status);

    private static void AssertExact(string masks, double ridge, double[] first, double[] second, double error)
    {
        var solved = MaskedLeastSquares.Solve(MaskCases.Gram, MaskCases.Weight, MaskCases.Mask(masks.Split(' ')), ridge);
        MatrixAssert.AreClose(MaskCases.Outputs(first, second), solved.Weight, 1e-5);
        Assert.AreEqual(error, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, solved.Weight!), 1e-5);
    }
}
