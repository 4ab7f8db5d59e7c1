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
    public void GoldenExactUpdateWhereAllAgree()
    {
        var solved = MaskedLeastSquares.Solve(MaskCases.AgreeingGram, MaskCases.AgreeingWeight, MaskCases.Mask("1010", "0101"), 0).Weight!;
        MatrixAssert.AreClose(MaskCases.Outputs([0.673913, 0, 0.504348, 0], [0, 0.619231, 0, -0.617308]), solved, 1e-5);
        Assert.AreEqual(1.211129, LayerError.Squared(MaskCases.AgreeingGram, MaskCases.AgreeingWeight, solved), 1e-5);
    }

    [TestMethod]
    public void GoldenBestOfAllMasks()
    {
        string[] halves = ["0011", "0101", "0110", "1001", "1010", "1100"];
        var best = (from first in halves
                    from second in halves
                    let solved = MaskedLeastSquares.Solve(MaskCases.Gram, MaskCases.Weight, MaskCases.Mask(first, second), 0).Weight!
                    select (Error: LayerError.Squared(MaskCases.Gram, MaskCases.Weight, solved), Masks: $"{first} {second}")).Min();
        Assert.AreEqual("0011 1001", best.Masks);
        Assert.AreEqual(6.955238, best.Error, 1e-5);
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
    [DataRow(0.5)]
    [DataRow(0.7)]
    [DataRow(null)]
    public void TheOrderOfMasksAndUpdatesHoldsOnAverage(double? share)
    {
        SparsityTarget target = share is { } zeros ? new SparsityTarget.Share(zeros) : MaskCases.TwoOfFour;
        var pattern = target as SparsityTarget.Pattern;
        var errors = new Dictionary<string, double>();
        for (var seed = 0; seed < 10; seed++)
        {
            var (weight, gram) = MaskCases.Synthetic(seed);
            var (magnitude, wanda) = (MaskCases.Magnitude(weight, target), MaskCases.Wanda(weight, gram, target));
            var ria = MaskSelection.RemoveSmallest(WeightScores.RelativeImportance(weight, gram.Diagonal()), target, SelectionScope.Layer)!;
            var swapped = MaskSwaps.Improve(weight, gram, wanda, pattern).Mask!;
            var surgeon = SparseGpt.Prune(weight, gram, target);
            Add("magnitude", magnitude.Apply(weight));
            Add("ria", ria.Apply(weight));
            Add("wanda", wanda.Apply(weight));
            Add("swaps", swapped.Apply(weight));
            Add("swept wanda", SparseGpt.Update(weight, gram, wanda).Weight!);
            Add("exact magnitude", Exact(magnitude));
            Add("exact wanda", Exact(wanda));
            Add("exact sparsegpt", Exact(surgeon.Mask!));
            Add("exact swaps", Exact(swapped));
            Add("admm", ScheduledAdmm.Prune(weight, gram, target).Weight!);
            Add("alps", Alps.Prune(weight, gram, target).Weight!);

            Matrix Exact(WeightMask mask) => MaskedLeastSquares.Solve(gram, weight, mask, 0.001).Weight!;

            void Add(string name, Matrix pruned) =>
                errors[name] = errors.GetValueOrDefault(name) + LayerError.Relative(gram, weight, pruned);
        }

        foreach (var (better, worse) in ((string, string)[])[
            ("ria", "magnitude"), ("wanda", "ria"), ("swaps", "wanda"), ("swept wanda", "wanda"), ("exact wanda", "swept wanda"),
            ("exact wanda", "exact magnitude"), ("exact swaps", "exact wanda"), ("exact swaps", "swaps"),
            ("exact sparsegpt", "swept wanda"), ("admm", "exact swaps"), ("alps", "admm")])
        {
            Assert.IsLessThan(errors[worse], errors[better], $"{better} {errors[better]}, {worse} {errors[worse]}, {target}");
        }
    }

    [TestMethod]
    public void OneMaskForAllOutputsIsTheRefitOfKeptChannels()
    {
        var (weight, gram) = MaskCases.Synthetic(3);
        int[] kept = [.. Enumerable.Range(0, 64).Where(i => i % 3 != 0)];
        var mask = WeightMask.FromRowMajor(64, 32, [.. Enumerable.Range(0, 64 * 32).Select(i => i / 32 % 3 != 0)]);
        var ridge = 0.02 * gram.Diagonal().Average();
        var known = LeastSquares.Solve(gram, DenseAlgebra.Cpu.Multiply(gram, weight), kept, ridge, weight);
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
