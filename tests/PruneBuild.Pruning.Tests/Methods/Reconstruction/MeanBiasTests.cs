using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Reconstruction;

[TestClass]
public sealed class MeanBiasTests
{
    [TestMethod]
    public void TheKnownLayerGivesTheKnownBias()
    {
        var result = new MeanBias().Reconstruct(new ReconstructionTask(GoldenLayer.Weight, GoldenLayer.Moments, GoldenLayer.Kept));

        Assert.AreEqual(19.6797837, GoldenLayer.SquaredError(result, GoldenLayer.Kept), 1e-7);
        Close.AreClose([0.02301, -0.210061, 0.334184], [.. GoldenLayer.Bias.Zip(result.BiasChange!, (b, change) => b + change)], 1e-5);
        CollectionAssert.AreEqual(GoldenLayer.Weight.SelectRows(GoldenLayer.Kept).Values.ToArray(), result.Weight.Values.ToArray());
    }

    [TestMethod]
    public void ATargetOfItsOwnIsMetOnAverage()
    {
        var moments = GoldenLayer.Moments with { Cross = GoldenLayer.Moments.Gram!, TargetSums = [12, 24, -36] };

        var change = new MeanBias().Reconstruct(new ReconstructionTask(GoldenLayer.Weight, moments, [2])).BiasChange!;

        for (var output = 0; output < 3; output++)
            Assert.AreEqual(moments.TargetSums[output], (12 * change[output]) + (moments.Sums[2] * GoldenLayer.Weight[2, output]), 1e-12);
    }

    [TestMethod]
    public void NothingRemovedMovesNothing()
    {
        var result = new MeanBias().Reconstruct(new ReconstructionTask(GoldenLayer.Weight, GoldenLayer.Moments, [0, 1, 2, 3, 4, 5]));

        Close.AreClose([0, 0, 0], result.BiasChange, 1e-12, floor: 1);
    }
}
