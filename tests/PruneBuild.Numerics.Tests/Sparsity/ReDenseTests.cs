using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class ReDenseTests
{
    [TestMethod]
    public void WithoutRegularisersItFollowsTheClosedForm()
    {
        var (weight, gram) = MaskCases.Synthetic(1);
        var sparse = SparseGpt.Prune(weight, gram, MaskCases.Half).Weight!;
        var scale = Array.ConvertAll(gram.Diagonal(), Math.Sqrt);
        var unit = Matrix.Create(64, 64, (i, j) => gram[i, j] / (scale[i] * scale[j]));
        var shrink = Matrix.Identity(64).AddScaled(-1 / SpectralNorm.Of(unit, DenseAlgebra.Cpu), unit);
        var expected = Matrix.Create(64, 32, (i, o) => (sparse[i, o] - weight[i, o]) * scale[i]);
        for (var step = 0; step < 7; step++)
            expected = DenseAlgebra.Cpu.Multiply(shrink, expected);
        MatrixAssert.AreClose(
            Matrix.Create(64, 32, (i, o) => weight[i, o] + (expected[i, o] / scale[i])),
            ReDense.Grow(weight, sparse, gram, new ReDenseOptions(7, 0, 0)), 1e-10);
    }

    [TestMethod]
    public void GrowingErrsLessThanTheSparseStart()
    {
        var (weight, gram) = MaskCases.Synthetic(2);
        var sparse = SparseGpt.Prune(weight, gram, new SparsityTarget.Share(0.7)).Weight!;
        Assert.IsLessThan(
            0.2 * LayerError.Squared(gram, weight, sparse), LayerError.Squared(gram, weight, ReDense.Grow(weight, sparse, gram)));
    }

    [TestMethod]
    public void WithoutADescentTheDenseWeightsOfHighestWandaScoreStayAsTheyAre()
    {
        var (weight, gram) = MaskCases.Synthetic(3);
        var dense = ReDense.Grow(weight, SparseGpt.Prune(weight, gram, MaskCases.Half).Weight!, gram);
        var expected = MaskSelection.RemoveSmallest(WeightScores.Wanda(dense, gram.Diagonal()), MaskCases.Half, SelectionScope.Layer)!;

        var pruned = ReDense.Prune(weight, dense, gram, MaskCases.Half, SelectionScope.Layer, new ReDenseOptions(SoftMask: SoftMask.None));

        MatrixAssert.AreClose(expected.Apply(dense), pruned.Weight!, 1e-12);
    }

    [TestMethod]
    public void TheSoftMaskGoesByWhatItIsAskedTo()
    {
        var (weight, gram) = MaskCases.Synthetic(4);
        // Features of very different energies: magnitudes and Wanda's scores are not in one order.
        var scale = Matrix.Create(64, 64, (i, j) => gram[i, j] * (1 + i) * (1 + j));
        var (byScore, byMagnitude) = (Pruned(SoftMask.Wanda), Pruned(SoftMask.Magnitude));
        Assert.IsFalse(byScore.Mask!.Kept.SequenceEqual(byMagnitude.Mask!.Kept));
        // Zero steps: nothing but the choice.
        MatrixAssert.AreClose(
            MaskSelection.RemoveSmallest(WeightScores.Magnitude(weight), MaskCases.Half, SelectionScope.Layer)!.Apply(weight),
            byMagnitude.Weight!, 1e-12);

        PrunedWeights Pruned(SoftMask softMask) =>
            ReDense.Prune(weight, weight, scale, MaskCases.Half, SelectionScope.Layer, new ReDenseOptions(Steps: 0, SoftMask: softMask));
    }

    /// <summary>A weight that falls makes room for one that waited behind the mask, and that nothing moved meanwhile.</summary>
    [TestMethod]
    public void AWeightBehindTheSoftMaskWaitsAsItIs()
    {
        var weight = Matrix.FromRows([[1], [2]]);
        var dense = Matrix.FromRows([[3], [1.5]]);

        var pruned = ReDense.Prune(
            weight, dense, Matrix.Identity(2), MaskCases.Half, SelectionScope.Layer, new ReDenseOptions(Steps: 1));

        MatrixAssert.AreClose(Matrix.FromRows([[0], [1.5]]), pruned.Weight!, 1e-12);
    }

    /// <summary>What the soft mask is for: the same steps under the mask of the first choice err more.</summary>
    [TestMethod]
    public void ChoosingAnewErrsLessThanFittingTheFirstChoice()
    {
        var (soft, once) = (0.0, 0.0);
        for (var seed = 0; seed < 5; seed++)
        {
            var (weight, gram) = MaskCases.Synthetic(seed);
            var dense = ReDense.Grow(weight, SparseGpt.Prune(weight, gram, MaskCases.Half).Weight!, gram);
            var first = Pruned(SoftMask.None).Mask!;
            once += LayerError.Relative(gram, weight, MaskedLeastSquares.Solve(gram, weight, first, 0.01).Weight!);
            soft += LayerError.Relative(gram, weight, Pruned(SoftMask.Wanda).Weight!);

            PrunedWeights Pruned(SoftMask softMask) =>
                ReDense.Prune(weight, dense, gram, MaskCases.Half, SelectionScope.Layer, new ReDenseOptions(SoftMask: softMask));
        }

        Assert.IsLessThan(once, soft);
    }

    [TestMethod]
    public void AllThreeStepsErrLessThanSparseGpt()
    {
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, new SparsityTarget.Share(0.7), MaskCases.TwoOfFour])
        {
            var (first, third) = (0.0, 0.0);
            for (var seed = 0; seed < 5; seed++)
            {
                var (weight, gram) = MaskCases.Synthetic(seed);
                var sparse = SparseGpt.Prune(weight, gram, target).Weight!;
                var again = ReDense.Prune(weight, ReDense.Grow(weight, sparse, gram), gram, target, SelectionScope.Layer);
                first += LayerError.Relative(gram, weight, sparse);
                third += LayerError.Relative(gram, weight, again.Weight!);
            }

            Assert.IsLessThan(first, third, $"{target}");
        }
    }

    /// <summary>Dead on calibration data is not dead: what the budget does not need stays as it was.</summary>
    [TestMethod]
    [DataRow(SoftMask.Wanda, SelectionScope.Layer)]
    [DataRow(SoftMask.Wanda, SelectionScope.Output)]
    [DataRow(SoftMask.Magnitude, SelectionScope.Layer)]
    public void DeadFeaturesGoFirstAndKeepWhatNeedNotGo(SoftMask softMask, SelectionScope scope)
    {
        var (weight, gram) = MaskCases.Synthetic(5);
        var dead = MaskCases.WithoutOddFeatures(gram);
        var target = new SparsityTarget.Share(0.25);
        var options = new ReDenseOptions(SoftMask: softMask);

        var pruned = ReDense.Prune(
            weight, ReDense.Grow(weight, SparseGpt.Prune(weight, dead, target).Weight!, dead, options), dead, target, scope, options);

        MaskCases.OnlyDeadFeaturesLost(weight, pruned, 512);
    }
}
