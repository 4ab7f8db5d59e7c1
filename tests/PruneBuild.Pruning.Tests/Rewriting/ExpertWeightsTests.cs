using PruneBuild.Onnx;
using PruneBuild.Pruning.Rewriting;

namespace PruneBuild.Pruning.Tests.Rewriting;

[TestClass]
public sealed class ExpertWeightsTests
{
    [TestMethod]
    public void WeightsLieBelowOneAnother()
    {
        // Two experts of three features and two outputs: 100·expert + 10·feature + output.
        float[] expected = [0, 1, 10, 11, 20, 21, 100, 101, 110, 111, 120, 121];
        var outputsFirst = Tensor.Of([0f, 10, 20, 1, 11, 21, 100, 110, 120, 101, 111, 121], 2, 2, 3);

        var below = ExpertWeights.Below(outputsFirst, outputsFirst: true);

        CollectionAssert.AreEqual(
            Array.ConvertAll(expected, value => (double)value), below.Values.ToArray());
        CollectionAssert.AreEqual(
            below.Values.ToArray(), ExpertWeights.Below(Tensor.Of(expected, 2, 3, 2), outputsFirst: false).Values.ToArray());
        CollectionAssert.AreEqual(outputsFirst.ToFloats(), ExpertWeights.OutputsFirst(below, outputsFirst.Shape));
    }
}
