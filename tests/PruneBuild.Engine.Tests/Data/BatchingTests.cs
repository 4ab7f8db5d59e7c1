using PruneBuild.Engine.Data;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Data;

[TestClass]
public sealed class BatchingTests
{
    [TestMethod]
    public void AFixedBatchIsFilledWithRecordsWhereNoMaskSaysThatNothingIsThere()
    {
        var records = Enumerable.Range(1, 5).Select(i => new PreparedRecord(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([i, 10f * i], 2) }, null)).ToArray();

        var last = Batching.Of(records, [new ModelInput("x", ElementType.Float, [3, 2])], "data").Value![^1];

        CollectionAssert.AreEqual(new[] { 4f, 40, 5, 50, 4, 40 }, last.Inputs["x"].ToFloats());
        Assert.HasCount(2, last.Records);
        Assert.IsNull(last.RowMask);
    }

    [TestMethod]
    public void AFixedBatchOfTextIsFilledWithPadding()
    {
        var records = Enumerable.Range(1, 4).Select(i => new PreparedRecord(new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([(long)i, i], 2) }, 2)).ToArray();

        var last = Batching.Of(records, [new ModelInput("ids", ElementType.Int64, [3, null])], "data").Value![^1];

        CollectionAssert.AreEqual(new long[] { 4, 4, 0, 0, 0, 0 }, last.Inputs["ids"].ToInt64s());
        CollectionAssert.AreEqual(new[] { 1f, 1, 0, 0, 0, 0 }, last.RowMask!.ToFloats());
    }
}
