using PruneBuild.Numerics.Algebra;
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

    /// <summary>Wide enough that what removals take from H⁻¹ is due several times.</summary>
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void ManyRemovalsAreThoseOfTheAlgorithmAsWritten(bool pattern)
    {
        var weight = RandomMatrices.Normal(210, 3, seed: 5);
        var gram = RandomMatrices.Gram(600, 210, seed: 6);
        SparsityTarget target = pattern ? new SparsityTarget.Pattern(1, 8) : new SparsityTarget.Share(0.9);
        var mask = ExactSurgeon.Prune(weight, gram, target, SelectionScope.Output, ridgePerDiagonal: 0).Mask!;
        for (var output = 0; output < 3; output++)
        {
            var kept = KeptAsWritten(gram, [.. Enumerable.Range(0, 210).Select(i => weight[i, output])], pattern ? 8 : 0, 189);
            CollectionAssert.AreEqual(kept, (int[])[.. Enumerable.Range(0, 210).Where(i => mask[i, output])]);
        }
    }

    /// <summary>Algorithm 1, line by line: A = H⁻¹; remove argmin w²/A_qq; w ← w − (w_q/A_qq)·A_q; A ← A − A_q A_qᵀ/A_qq.</summary>
    private static int[] KeptAsWritten(Matrix gram, double[] weight, int group, int count)
    {
        var size = weight.Length;
        var inverse = DenseAlgebra.Cpu.Factorise(gram).Inverse(DenseAlgebra.Cpu);
        var present = Enumerable.Range(0, size).Select(i => inverse.Row(i).ToArray()).ToArray();
        var left = Enumerable.Range(0, size).ToList();
        while (size - left.Count < count)
        {
            var free = left.Where(i => group == 0 || left.Count(j => j / group == i / group) > 1).ToArray();
            if (free.Length == 0)
                break;
            var q = free.MinBy(i => weight[i] * weight[i] / present[i][i]);
            var column = (double[])present[q].Clone();
            var (value, pivot) = (weight[q], column[q]);
            left.Remove(q);
            foreach (var i in left)
            {
                weight[i] -= value / pivot * column[i];
                foreach (var j in left)
                    present[i][j] -= column[i] * column[j] / pivot;
            }
        }

        return [.. left];
    }
}
