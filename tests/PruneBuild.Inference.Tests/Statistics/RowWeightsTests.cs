using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Tests.Statistics;

[TestClass]
public sealed class RowWeightsTests
{
    private static readonly Tensor Mask = Tensor.Of([1f, 1, 1, 1, 0, 0], 2, 3);

    [TestMethod]
    [DataRow("2 3 5", "2 3 1")]
    [DataRow("6 5", "6 1")]
    [DataRow("2 3", "2 3")]
    public void PaddingCountsNothingAndTheMeanIsOne(string value, string expected)
    {
        var weights = RowWeights.Of(Mask, Shape(value));
        Assert.AreEqual(expected, string.Join(' ', weights.Shape));
        Assert.AreEqual(
            "1.5 1.5 1.5 1.5 0 0", string.Join(' ', weights.ToFloats().Select(weight => FormattableString.Invariant($"{weight}"))));
    }

    [TestMethod]
    [DataRow("2 5")]
    [DataRow("2 4 3")]
    public void OtherValuesCountEverywhere(string value) => Assert.AreEqual(1f, RowWeights.Of(Mask, Shape(value)).ToFloats().Single());

    [TestMethod]
    public void FlagsAreNotScaled() => Assert.AreEqual("1 1 1 1 0 0", string.Join(' ', RowWeights.Flags(Mask, Shape("2 3 5")).ToFloats()));

    [TestMethod]
    public void WithoutAMaskEverythingCounts() => Assert.AreEqual(1f, RowWeights.Of(null, Shape("2 3 5")).ToFloats().Single());

    private static long[] Shape(string sizes) => [.. sizes.Split(' ').Select(long.Parse)];
}
