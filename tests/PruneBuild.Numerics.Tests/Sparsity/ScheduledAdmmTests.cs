using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class ScheduledAdmmTests
{
    [TestMethod]
    public void GoldenTwoOfFour()
    {
        var pruned = ScheduledAdmm.Prune(MaskCases.Weight, MaskCases.Gram, MaskCases.TwoOfFour);
        MatrixAssert.AreClose(MaskCases.Outputs([0, 0, 0.363070, 0.385449], [0, -0.552076, 0, 1.083490]), pruned.Weight, 1e-5);
        Assert.AreEqual(7.190334, LayerError.Squared(MaskCases.Gram, MaskCases.Weight, pruned.Weight!), 1e-5);
    }

    [TestMethod]
    public void TheScheduleIsCubic()
    {
        Assert.AreEqual(0.112178, ScheduledAdmm.SparsityAt(0.6, 1), 1e-6);
        Assert.AreEqual(0.6, ScheduledAdmm.SparsityAt(0.6, 15), 1e-12);
    }

    [TestMethod]
    public void TheScaleOfAFeatureDoesNotMatter()
    {
        var (weight, gram) = MaskCases.Synthetic(1);
        var scaled = Matrix.Create(64, 32, (i, o) => weight[i, o] / (1 << (i % 5)));
        var rescaled = Matrix.Create(64, 64, (i, j) => gram[i, j] * (1 << (i % 5)) * (1 << (j % 5)));
        Assert.AreEqual(
            MaskCases.Words(ScheduledAdmm.Prune(weight, gram, MaskCases.Half).Mask),
            MaskCases.Words(ScheduledAdmm.Prune(scaled, rescaled, MaskCases.Half).Mask));
    }

    [TestMethod]
    public void ItErrsLessThanSparseGpt()
    {
        var (weight, gram) = MaskCases.Synthetic(2);
        Assert.IsLessThan(
            LayerError.Squared(gram, weight, SparseGpt.Prune(weight, gram, MaskCases.Half).Weight!),
            LayerError.Squared(gram, weight, ScheduledAdmm.Prune(weight, gram, MaskCases.Half).Weight!));
    }

    [TestMethod]
    [DataRow(SelectionScope.Layer)]
    [DataRow(SelectionScope.Output)]
    public void DeadFeaturesGoFirstWhateverTheUnitOfTheData(SelectionScope scope)
    {
        var (weight, gram) = MaskCases.Synthetic(3);
        foreach (var unit in (double[])[1e-8, 1, 1e8])
        {
            var dead = MaskCases.WithoutOddFeatures(gram).Scale(unit);
            MaskCases.OnlyDeadFeaturesLost(weight, ScheduledAdmm.Prune(weight, dead, new SparsityTarget.Share(0.25), scope), 512);
            MaskCases.OnlyDeadFeaturesLost(weight, ScheduledAdmm.Prune(weight, dead, MaskCases.Half, scope), 1024);
        }
    }
}
