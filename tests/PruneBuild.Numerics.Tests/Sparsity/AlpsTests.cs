using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class AlpsTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(3)]
    public void ItErrsLessThanSparseGptWithTheExactUpdate(int seed)
    {
        var (weight, gram) = MaskCases.Synthetic(seed);
        foreach (SparsityTarget target in (SparsityTarget[])[MaskCases.Half, new SparsityTarget.Share(0.7), MaskCases.TwoOfFour])
        {
            var pruned = Alps.Prune(weight, gram, target);
            var other = MaskedLeastSquares.Solve(gram, weight, SparseGpt.Prune(weight, gram, target).Mask!, 0.01);
            Assert.IsLessThan(
                LayerError.Squared(gram, weight, other.Weight!), LayerError.Squared(gram, weight, pruned.Weight!), $"{target}");
            var expected = target is SparsityTarget.Share share ? (64 * 32) - share.RemovedOf(64 * 32) : 64 * 16;
            Assert.AreEqual(expected, pruned.Mask!.KeptCount);
        }
    }

    [TestMethod]
    public void ThreadsChangeNoBit()
    {
        var (weight, gram) = MaskCases.Synthetic(4);
        MatrixAssert.AreSame(
            Alps.Prune(weight, gram, MaskCases.Half, algebra: new CpuDenseAlgebra(1)).Weight,
            Alps.Prune(weight, gram, MaskCases.Half, algebra: new CpuDenseAlgebra(3)).Weight);
    }

    [TestMethod]
    public void NothingRemovedChangesAlmostNothing()
    {
        var (weight, gram) = MaskCases.Synthetic(5);
        MatrixAssert.AreClose(weight, Alps.Prune(weight, gram, new SparsityTarget.Share(0)).Weight, 1e-9);
    }

    [TestMethod]
    public void DeadFeaturesAndNaNAreHandled()
    {
        var (weight, gram) = MaskCases.Synthetic(6);
        var dead = Matrix.Create(64, 64, (i, j) => i == 7 || j == 7 ? 0 : gram[i, j]);
        Assert.AreEqual(SolveStatus.Solved, Alps.Prune(weight, dead, MaskCases.Half).Status);
        Assert.AreEqual(SolveStatus.NotFinite, Alps.Prune(weight.Scale(double.NaN), dead, MaskCases.Half).Status);
    }

    /// <summary>By the ridge, which is a share of what the others have, large weights of dead features were worth more than small
    /// ones of live features.</summary>
    [TestMethod]
    [DataRow(SelectionScope.Layer)]
    [DataRow(SelectionScope.Output)]
    public void DeadFeaturesGoFirst(SelectionScope scope)
    {
        var (weight, gram) = MaskCases.Synthetic(7);
        var dead = MaskCases.WithoutOddFeatures(gram);
        MaskCases.OnlyDeadFeaturesLost(weight, Alps.Prune(weight, dead, new SparsityTarget.Share(0.25), scope), 512);
        MaskCases.OnlyDeadFeaturesLost(weight, Alps.Prune(weight, dead, MaskCases.Half, scope), 1024);
    }
}
