using PruneBuild.Engine.Measuring;
using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class PositionsTests
{
    private static readonly Batch Padded = new(
        new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([7L, 8, 9, 4, 5, 0], 2, 3) }, [0, 1], Tensor.Of([1f, 1, 1, 1, 1, 0], 2, 3));

    [TestMethod]
    public void TheNextTokenEndsBeforePadding()
    {
        CollectionAssert.AreEqual(new[] { 8, 9, -1 }, Positions.NextTokens(Padded, "ids", 0));
        CollectionAssert.AreEqual(new[] { 5, -1, -1 }, Positions.NextTokens(Padded, "ids", 1));
    }

    [TestMethod]
    public void PaddedPositionsDoNotCount()
    {
        CollectionAssert.AreEqual(new[] { true, true, false }, Positions.Counting(Padded, 1, 3));
        Assert.IsEmpty(Positions.Counting(Padded, 1, 1), "An answer that is one row has no positions.");
        Assert.IsEmpty(Positions.Counting(Padded with { RowMask = null }, 1, 3));
    }
}
