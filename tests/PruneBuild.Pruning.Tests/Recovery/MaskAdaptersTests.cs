using PruneBuild.Onnx;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;
using PruneBuild.Testing;

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

    [TestMethod]
    [DataRow(TrainedFamily.MaskLora)]
    [DataRow(TrainedFamily.ScaleLora)]
    public void ARankBeyondAMatrixIsItsLongerSide(TrainedFamily family)
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "n", 4).Weight("w", 1, 4, 6)
            .Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();
        var weights = MaskableWeights.Find(model, Inferred.Of(model).Probe.Facts).Weights;

        var adapted = MaskAdapters.Add(model, weights, new Dictionary<string, bool[]>(), family, int.MaxValue, 0).Model;

        var left = adapted.Graph.Initializer.Single(tensor => tensor.Name == MaskAdapters.Left("w"));
        CollectionAssert.AreEqual((long[])[4, 6], left.Dims.ToArray());
    }
}
