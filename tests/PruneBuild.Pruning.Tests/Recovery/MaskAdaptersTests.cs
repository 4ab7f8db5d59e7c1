using PruneBuild.Onnx;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Pruning.Tests.Recovery;

[TestClass]
public sealed class MaskAdaptersTests
{
    private static readonly Tensor Weight = Tensor.Of([1f, -2, 3, 4], 2, 2);

    [TestMethod]
    public void AddedUpdatesAreScaledAndMasked()
    {
        // BA = [5 7; 10 14], s = 2.
        var merged = MaskAdapters.Merge(
            Weight, Tensor.Of([1f, 2], 2, 1), Tensor.Of([5f, 7], 1, 2), TrainedFamily.MaskLora, [true, false, true, true]);
        CollectionAssert.AreEqual((float[])[11, 0, 23, 32], merged);
        Assert.AreEqual(0, BitConverter.SingleToInt32Bits(merged[1]));
    }

    [TestMethod]
    public void WithoutAMaskTheUpdateIsPlainLowRank() => CollectionAssert.AreEqual(
        (float[])[11, 12, 23, 32],
        MaskAdapters.Merge(Weight, Tensor.Of([1f, 2], 2, 1), Tensor.Of([5f, 7], 1, 2), TrainedFamily.HeadLora, null));

    [TestMethod]
    public void FactorsMultiplyAndKeepPositiveZeros()
    {
        var merged = MaskAdapters.Merge(
            Weight, Tensor.Of([1f, 2], 2, 1), Tensor.Of([-5f, 7], 1, 2), TrainedFamily.ScaleLora, [true, false, true, true]);
        CollectionAssert.AreEqual((float[])[-5, 0, -30, 56], merged);
        Assert.AreEqual(0, BitConverter.SingleToInt32Bits(merged[1]));
    }
}
