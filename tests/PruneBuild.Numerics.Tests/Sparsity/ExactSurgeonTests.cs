using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class ExactSurgeonTests
{
    [TestMethod]
    public void GoldenTwoOfFour()
    {
        var pruned = ExactSurgeon.Prune(MaskCases.Weight, MaskCases.Gram, MaskCases.TwoOfFour);
        MatrixAssert.AreClose(MaskCases.Outputs([0, 0, 0.335182, 0.39908], [0, -0.561778, 0, 1.092216]), pruned.Weight, 1e-5);
        Assert.AreEqual(7.157829, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, pruned.Weight!), 1e-5);
    }

    [TestMethod]
    public void TheFirstWeightToGoIsTheBestOfAll()
    {
        var weight = RandomMatrices.Normal(7, 1, seed: 1);
        var gram = RandomMatrices.Gram(40, 7, seed: 2);
        var pruned = ExactSurgeon.Prune(weight, gram, new SparsityTarget.Share(1 / 7.0), ridgePerDiagonal: 0);
        var best = Enumerable.Range(0, 7).Select(gone => WeightMask.FromRowMajor(7, 1, [.. Enumerable.Range(0, 7).Select(i => i != gone)]))
            .Min(mask => LayerError.Squared(gram, weight, MaskedLeastSquares.Solve(gram, weight, mask, 0).Weight!));
        Assert.AreEqual(best, LayerError.Squared(gram, weight, pruned.Weight!), 1e-9 * best);
    }

    [TestMethod]
    public void ALayerWideShareLosesTheExactCountAndBeatsTheSameShareInEveryOutput()
    {
        var (weight, gram) = MaskCases.Synthetic(1);
        var uneven = Matrix.Create(64, 32, (i, o) => weight[i, o] * (1 + o));
        var wide = ExactSurgeon.Prune(uneven, gram, new SparsityTarget.Share(0.61));
        var each = ExactSurgeon.Prune(uneven, gram, new SparsityTarget.Share(0.61), SelectionScope.Output);
        Assert.AreEqual((64 * 32) - 1249, wide.Mask!.KeptCount);
        Assert.IsLessThan(LayerError.Squared(gram, uneven, each.Weight!), LayerError.Squared(gram, uneven, wide.Weight!));
    }

    [TestMethod]
    public void ItErrsLessThanSparseGptWithTheExactUpdate()
    {
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, new SparsityTarget.Share(0.7)])
        {
            var (surgeon, other) = (0.0, 0.0);
            for (var seed = 0; seed < 5; seed++)
            {
                var (weight, gram) = MaskCases.Synthetic(seed);
                var mask = SparseGpt.Prune(weight, gram, target).Mask!;
                other += LayerError.Relative(gram, weight, MaskedLeastSquares.Solve(gram, weight, mask, 0.01).Weight!);
                surgeon += LayerError.Relative(gram, weight, ExactSurgeon.Prune(weight, gram, target).Weight!);
            }

            Assert.IsLessThan(other, surgeon);
        }
    }

    [TestMethod]
    public void DeadFeaturesGoFirst()
    {
        var (weight, gram) = MaskCases.Synthetic(2);
        var dead = Matrix.Create(64, 64, (i, j) => i == 9 || j == 9 ? 0 : gram[i, j]);
        var pruned = ExactSurgeon.Prune(weight, dead, new SparsityTarget.Share(0.5));
        Assert.IsTrue(Enumerable.Range(0, 32).All(output => !pruned.Mask![9, output]));
    }
}
