using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class SparseGptTests
{
    [TestMethod]
    public void GoldenFactorAndFirstScores()
    {
        // H = 2G for one sequence, δ = 0.01: damping 0.675 on its diagonal.
        var hessian = MaskCases.Gram.Scale(2).AddToDiagonal(0.01 * 2 * MaskCases.Gram.Diagonal().Average());
        Assert.AreEqual(0.675, hessian[0, 0] - 16, 1e-12);
        var inverse = DenseAlgebra.Cpu.Factorise(hessian).Inverse(DenseAlgebra.Cpu);
        MatrixAssert.AreClose([0.102519, 0.136497, 0.018831, 0.010983], inverse.Diagonal(), 1e-5);
        var upper = DenseAlgebra.Cpu.Factorise(inverse).Lower!.Transpose();
        double[] elements = [0.320185, -0.230975, 0.011683, 0.000065, 0.288352, -0.047526, -0.000265, 0.128202, -0.063802, 0.083139];
        MatrixAssert.AreClose(
            elements, [.. Enumerable.Range(0, 4).SelectMany(i => Enumerable.Range(i, 4 - i).Select(j => upper[i, j]))], 1e-5);
        double[] first = [3.511558, 20.325419, 15.210741, 23.148, 0.87789, 3.006719, 2.433719, 144.675];
        MatrixAssert.AreClose(
            first, [.. Enumerable.Range(0, 8).Select(
                place => Math.Pow(MaskCases.Weight[place % 4, place / 4] / upper[place % 4, place % 4], 2))], 2e-5);
    }

    [TestMethod]
    public void GoldenTwoOfFour()
    {
        var pruned = SparseGpt.Prune(MaskCases.Weight, MaskCases.Gram, MaskCases.TwoOfFour);
        MatrixAssert.AreClose(MaskCases.Outputs([0, -0.867172, 0, 0.637816], [0, -0.716414, 0, 1.105042]), pruned.Weight, 1e-5);
        Assert.AreEqual(10.150786, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, pruned.Weight!), 1e-5);
        MatrixAssert.AreClose([8.421543, 1.729243], LayerError.OfOutputs(MaskCases.Gram, MaskCases.Weight, pruned.Weight!), 1e-5);
        Assert.AreEqual(10.502381, pruned.Loss, 1e-5);
        Assert.AreEqual(10.502381, LayerError.Squared(MaskCases.Gram.AddToDiagonal(0.675 / 2), MaskCases.Weight, pruned.Weight!), 1e-5);
    }

    [TestMethod]
    public void GoldenShareInOneBlock()
    {
        var pruned = SparseGpt.Prune(MaskCases.Weight, MaskCases.Gram, MaskCases.Half);
        MatrixAssert.AreClose(MaskCases.Outputs([0, -0.867172, 0.478108, 0.399878], [0, 0, 0, 1.045619]), pruned.Weight, 1e-5);
        Assert.AreEqual(5.229643, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, pruned.Weight!), 1e-5);
        Assert.AreEqual(5.543485, pruned.Loss, 1e-5);
    }

    [TestMethod]
    public void GoldenShareInBlocksOfTwo()
    {
        var pruned = SparseGpt.Prune(MaskCases.Weight, MaskCases.Gram, MaskCases.Half, new SparseGptOptions(BlockFeatures: 2));
        MatrixAssert.AreClose(MaskCases.Outputs([0.6, -1.3, 0, 0.648834], [0, 0, 0, 1.045619]), pruned.Weight, 1e-5);
        Assert.AreEqual(11.158851, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, pruned.Weight!), 1e-5);
        Assert.AreEqual(11.393076, pruned.Loss, 1e-5);
    }

    [TestMethod]
    public void GoldenUpdateOfWandasMask()
    {
        var mask = MaskCases.Wanda(MaskCases.Weight, MaskCases.Gram, MaskCases.TwoOfFour);
        var updated = SparseGpt.Update(MaskCases.Weight, MaskCases.Gram, mask);
        MatrixAssert.AreClose(MaskCases.Outputs([0, -0.867172, 0.478108, 0], [0, 0, 0.092869, 0.999402]), updated.Weight, 1e-5);
        Assert.AreEqual(16.490528, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, updated.Weight!), 1e-5);
    }

    [TestMethod]
    public void GoldenCaseWhereAllAgree()
    {
        var pruned = SparseGpt.Prune(MaskCases.AgreeingWeight, MaskCases.AgreeingGram, MaskCases.TwoOfFour);
        MatrixAssert.AreClose(MaskCases.Outputs([0.9, 0, 0.368194, 0], [0, 0.574203, 0, -0.607067]), pruned.Weight, 1e-5);
        Assert.AreEqual(1.732561, LayerError.Squared(MaskCases.AgreeingGram, MaskCases.AgreeingWeight, pruned.Weight!), 1e-5);
        Assert.AreEqual(1.765548, pruned.Loss, 1e-5);
    }

    [TestMethod]
    [DataRow(16)]
    [DataRow(48)]
    [DataRow(128)]
    public void TheLossIsTheDampedError(int block)
    {
        var (weight, gram) = MaskCases.Synthetic(1);
        foreach (SparsityTarget target in (SparsityTarget[])[new SparsityTarget.Share(0.7), MaskCases.TwoOfFour,
            new SparsityTarget.Pattern(1, 5)])
        {
            var pruned = SparseGpt.Prune(weight, gram, target, new SparseGptOptions(BlockFeatures: block));
            var damped = LayerError.Squared(gram.AddToDiagonal(pruned.Ridge), weight, pruned.Weight!);
            Assert.AreEqual(1, pruned.Loss / damped, 1e-11);
            Assert.IsTrue(pruned.Weight!.Values.ToArray().Where((_, i) => !pruned.Mask!.Kept[i])
                .All(value => BitConverter.DoubleToInt64Bits(value) == 0));
        }
    }

    [TestMethod]
    [DataRow(16, null)]
    [DataRow(64, null)]
    [DataRow(24, 6)]
    [DataRow(60, 20)]
    public void TheSweepOnTheFactorIsTheTextbookSweepOnTheInverse(int block, int? group)
    {
        var (weight, gram) = (RandomMatrices.Normal(150, 20, seed: 7), RandomMatrices.Gram(400, 150, seed: 8));
        SparsityTarget target = group is { } size ? new SparsityTarget.Pattern(2, size) : new SparsityTarget.Share(0.6);
        var pruned = SparseGpt.Prune(weight, gram, target, new SparseGptOptions(BlockFeatures: block));
        var (expected, mask) = Textbook(weight, gram.AddToDiagonal(pruned.Ridge), target, group ?? block);
        Assert.AreEqual(MaskCases.Words(mask), MaskCases.Words(pruned.Mask));
        MatrixAssert.AreClose(expected, pruned.Weight, 1e-9);
    }

    [TestMethod]
    public void AnyNumberOfThreadsGivesTheSameBits()
    {
        var (weight, gram) = (RandomMatrices.Normal(200, 150, seed: 1), RandomMatrices.Gram(800, 200, seed: 2));
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, MaskCases.TwoOfFour])
        {
            var alone = SparseGpt.Prune(weight, gram, target, algebra: new CpuDenseAlgebra(1));
            var together = SparseGpt.Prune(weight, gram, target, algebra: new CpuDenseAlgebra(4));
            MatrixAssert.AreSame(alone.Weight, together.Weight);
            Assert.AreEqual(alone.Loss, together.Loss);
        }
    }

    [TestMethod]
    public void NothingRemovedChangesNothing()
    {
        var pruned = SparseGpt.Prune(MaskCases.Weight, MaskCases.Gram, new SparsityTarget.Share(0));
        MatrixAssert.AreSame(MaskCases.Weight, pruned.Weight);
        Assert.AreEqual(0, pruned.Loss);
    }

    [TestMethod]
    public void IndependentFeaturesGiveWandasMaskAndKeepTheirWeights()
    {
        var weight = RandomMatrices.Normal(40, 12, seed: 6);
        var gram = Matrix.FromDiagonal([.. Enumerable.Range(1, 40).Select(i => (double)i)]);
        var pruned = SparseGpt.Prune(weight, gram, MaskCases.Half, new SparseGptOptions(RidgePerDiagonal: 0));
        var mask = MaskCases.Wanda(weight, gram, MaskCases.Half, SelectionScope.Layer);
        Assert.AreEqual(MaskCases.Words(mask), MaskCases.Words(pruned.Mask));
        MatrixAssert.AreSame(mask.Apply(weight), pruned.Weight);
    }

    [TestMethod]
    public void ADeadFeatureLosesItsWeightsFirstAndKeepsThoseThatNeedNotGo()
    {
        var (weight, gram) = MaskCases.Synthetic(2);
        var dead = Matrix.Create(64, 64, (i, j) => i == 3 || j == 3 ? 0 : gram[i, j]);
        var few = SparseGpt.Prune(weight, dead, new SparsityTarget.Share(0.01));
        Assert.AreEqual(64 * 32 - 20, few.Mask!.KeptCount);
        Assert.AreEqual(20, Enumerable.Range(0, 32).Count(o => !few.Mask[3, o]));
        foreach (var output in Enumerable.Range(0, 32).Where(o => few.Mask[3, o]))
            Assert.AreEqual(weight[3, output], few.Weight![3, output]);
    }

    [TestMethod]
    public void ASingularGramRaisesTheRidge()
    {
        var x = RandomMatrices.Normal(40, 8, seed: 3);
        var doubled = Matrix.Create(40, 16, (t, j) => x[t, j % 8]);
        var pruned = SparseGpt.Prune(
            RandomMatrices.Normal(16, 4, seed: 4), DenseAlgebra.Cpu.Gram(doubled), MaskCases.Half,
            new SparseGptOptions(RidgePerDiagonal: 0));
        Assert.AreEqual(SolveStatus.Solved, pruned.Status);
        Assert.IsGreaterThan(0.0, pruned.Ridge);
    }

    [TestMethod]
    public void NaNActivationsAreAStatus() => Assert.AreEqual(
        SolveStatus.NotFinite,
        SparseGpt.Prune(MaskCases.Weight, Matrix.Create(4, 4, (i, j) => i == j ? double.NaN : 0), MaskCases.Half).Status);

    [TestMethod]
    [DataRow(1, 3, 1)]
    [DataRow(3, 1, 2)]
    [DataRow(6, 2, 3)]
    public void TinyLayersAndPartialGroupsKeepTheirCounts(int features, int outputs, int kept)
    {
        var weight = RandomMatrices.Normal(features, outputs, seed: 5);
        var pruned = SparseGpt.Prune(weight, RandomMatrices.Gram(30, features, seed: 6), MaskCases.TwoOfFour);
        Assert.AreEqual(SolveStatus.Solved, pruned.Status);
        for (var output = 0; output < outputs; output++)
            Assert.HasCount(kept, pruned.Mask!.KeptOf(output));
    }

    [TestMethod]
    public void TheOrderOfMethodsHoldsOnAverage()
    {
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, new SparsityTarget.Share(0.7), MaskCases.TwoOfFour])
        {
            var (magnitude, wanda, surgeon, exact) = (0.0, 0.0, 0.0, 0.0);
            for (var seed = 0; seed < 10; seed++)
            {
                var (weight, gram) = MaskCases.Synthetic(seed);
                var pruned = SparseGpt.Prune(weight, gram, target);
                var refit = MaskedLeastSquares.Solve(gram, weight, pruned.Mask!, 0.01);
                magnitude += LayerError.Relative(gram, weight, MaskCases.Magnitude(weight, target).Apply(weight));
                wanda += LayerError.Relative(gram, weight, MaskCases.Wanda(weight, gram, target).Apply(weight));
                surgeon += LayerError.Relative(gram, weight, pruned.Weight!);
                exact += LayerError.Relative(gram, weight, refit.Weight!);
                var damped = gram.AddToDiagonal(pruned.Ridge);
                Assert.IsLessThanOrEqualTo(
                    pruned.Loss * (1 + 1e-12), LayerError.Squared(damped, weight, refit.Weight!), "the exact update is never worse");
            }

            Assert.IsLessThan(magnitude, wanda);
            Assert.IsLessThan(wanda, surgeon);
            Assert.IsLessThan(surgeon, exact);
        }
    }

    /// <summary>Algorithm 1 as printed, with the inverse and its upper factor: what is compared together is chosen when its
    /// first feature is reached.</summary>
    private static (Matrix Weight, WeightMask Mask) Textbook(Matrix weight, Matrix hessian, SparsityTarget target, int together)
    {
        var inverse = DenseAlgebra.Cpu.Factorise(hessian).Inverse(DenseAlgebra.Cpu);
        var upper = DenseAlgebra.Cpu.Factorise(inverse).Lower!.Transpose();
        var kept = new bool[weight.Rows * weight.Columns];
        for (var i = 0; i < weight.Rows; i++)
        {
            if (i % together == 0)
            {
                int[] rows = [.. Enumerable.Range(i, Math.Min(together, weight.Rows - i))];
                var present = weight;
                var scores = Matrix.Create(rows.Length, weight.Columns, (r, o) => Math.Pow(present[i + r, o] / upper[i + r, i + r], 2));
                MaskSelection.RemoveSmallest(scores, target, SelectionScope.Layer)!.Kept.CopyTo(kept.AsSpan(i * weight.Columns));
            }

            double[] errors =
                [.. Enumerable.Range(0, weight.Columns).Select(o => kept[(i * weight.Columns) + o] ? 0 : weight[i, o] / upper[i, i])];
            weight = weight.SubtractOuter(1, [.. Enumerable.Range(0, weight.Rows).Select(j => j < i ? 0 : upper[i, j])], errors);
        }

        var mask = WeightMask.FromRowMajor(weight.Rows, weight.Columns, kept);
        return (mask.Apply(weight), mask);
    }
}
