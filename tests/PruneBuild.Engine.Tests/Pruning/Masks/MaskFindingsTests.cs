using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class MaskFindingsTests
{
    private static readonly Matrix weight = Matrix.FromRowMajor(2, 3, [1f, -4f, 2f, 3f, 1f, 1f]);
    private static readonly WeightMask mask = WeightMask.FromRowMajor(2, 3, [false, true, false, true, false, false]);

    [TestMethod]
    public void SharesScoresAndLossesAreThoseOfTheElements()
    {
        // The second feature's mean square is 4.
        var features = new Moments(10, [0, 0], [10, 40], null, null, null);
        var found = MaskFindings.Of(Of(new WeightLayout(false, 1, 2, 3)), [weight], [mask], features, byMagnitude: false);

        Assert.AreEqual(new ZeroShares([2.0 / 3, 2.0 / 3]).Shares, found.Inputs.Shares);
        Assert.AreEqual(new ZeroShares([0.5, 0.5, 1.0]).Shares, found.Outputs.Shares);
        Assert.AreEqual(1, found.Outputs.Emptied);
        Assert.AreEqual(2, found.Outputs.Hardest(1).Single());
        Assert.AreEqual("|w|·‖x‖", found.Score);
        Assert.AreEqual(2, found.LargestGone);
        Assert.AreEqual(4, found.SmallestKept);
        Assert.AreEqual((1 + 4 + 4 + 4) / (1 + 16 + 4 + 36 + 4 + 4.0), found.PredictedLoss, 1e-12);
    }

    [TestMethod]
    public void WithoutMeasurementsWeightsAreComparedAlone()
    {
        var found = MaskFindings.Of(Of(new WeightLayout(false, 1, 2, 3)), [weight], [mask], null, byMagnitude: false);

        Assert.AreEqual("|w|", found.Score);
        Assert.AreEqual(2, found.LargestGone);
        Assert.AreEqual(3, found.SmallestKept);
        Assert.AreEqual((1 + 4 + 1 + 1) / 32.0, found.PredictedLoss, 1e-12);
    }

    [TestMethod]
    public void TheInputsOfAConvolutionAreItsChannels()
    {
        // Two kernel elements of one channel: both rows are that channel's.
        var found = MaskFindings.Of(Of(new WeightLayout(true, 1, 2, 3, Window: 2)), [weight], [mask], null, byMagnitude: true);

        Assert.AreEqual(4.0 / 6, found.Inputs.Shares.Single(), 1e-12);
    }

    private static MaskableWeight Of(WeightLayout layout) => new("fc", "y", "MatMul", 1, "w", layout, null, 0, null);
}
