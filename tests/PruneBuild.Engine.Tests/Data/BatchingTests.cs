using PruneBuild.Engine.Data;
using PruneBuild.Engine.Data.Preparation;
using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Data;

[TestClass]
public sealed class BatchingTests
{
    [TestMethod]
    public void AFixedBatchIsFilledWithRecordsWhereNoMaskSaysThatNothingIsThere()
    {
        var records = Enumerable.Range(1, 5)
            .Select(i => new PreparedRecord(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([i, 10f * i], 2) }, null)).ToArray();

        var last = Batching.Of(records, [new ModelInput("x", ElementType.Float, [3, 2])], "data").Value![^1];

        CollectionAssert.AreEqual(new[] { 4f, 40, 5, 50, 4, 40 }, last.Inputs["x"].ToFloats());
        Assert.HasCount(2, last.Records);
        Assert.IsNull(last.RowMask);
    }

    [TestMethod]
    public void BatchesThatDoNotFitIntoMemoryAreReadFromAFile()
    {
        PreparedRecord[] records = [new(new Dictionary<string, Tensor> { ["x"] = Tensor.Of([1f, 2], 2) }, null)];

        var batch = Batching.Of(
            records, [new ModelInput("x", ElementType.Float, [1, 2])], "data", keeper: new ValueKeeper(limit: 0)).Value!.Single();

        CollectionAssert.AreEqual(new[] { 1f, 2 }, batch.Inputs["x"].ToFloats());
        Assert.AreNotSame(batch.Inputs["x"], batch.Inputs["x"]);
    }

    [TestMethod]
    public void AFixedBatchOfTextIsFilledWithPadding()
    {
        var records = Enumerable.Range(1, 4)
            .Select(i => Text(new() { ["ids"] = Tensor.Of([(long)i, i], 2) }, 2)).ToArray();

        var last = Batching.Of(records, [new ModelInput("ids", ElementType.Int64, [3, null])], "data").Value![^1];

        CollectionAssert.AreEqual(new long[] { 4, 4, 0, 0, 0, 0 }, last.Inputs["ids"].ToInt64s());
        CollectionAssert.AreEqual(new[] { 1f, 1, 0, 0, 0, 0 }, last.RowMask!.ToFloats());
    }

    [TestMethod]
    public void TheMaskIsOverTheTokensWhateverStandsBesideThem()
    {
        var records = Enumerable.Range(1, 2).Select(length => Text(
            new() { ["features"] = Tensor.Of(new float[10], 10), ["ids"] = Tensor.Of(new long[length], length) }, length)).ToArray();

        var batch = Batching.Of(
            records, [new ModelInput("features", ElementType.Float, [null, 10]), new ModelInput("ids", ElementType.Int64, [null, null])],
            "data").Value!.Single();

        CollectionAssert.AreEqual(new[] { 1f, 0, 1, 1 }, batch.RowMask!.ToFloats());
    }

    /// <summary>Padded to the tallest and the widest, a record takes 3.6 GB.</summary>
    [TestMethod]
    public void WhatOneBlockOfMemoryCannotHoldGoesIntoSeveralBatches()
    {
        var batches = Batching.Of(
            [Bytes(60_000, 1), Bytes(1, 60_000), Bytes(2, 30_000)],
            [new ModelInput("x", ElementType.UInt8, [null, null, null])], "data").Value!;

        CollectionAssert.AreEqual(new[] { 0, 1, 2 }, batches.SelectMany(batch => batch.Records).ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2 }, batches.Select(batch => batch.Records.Count).ToArray());
        CollectionAssert.AreEqual(new long[] { 2, 2, 60_000 }, batches[1].Inputs["x"].Shape.ToArray());
    }

    /// <summary>The scores of 32 records would take 3.1 GiB.</summary>
    [TestMethod]
    public void ABatchIsSmallEnoughForTheScoresThatTheModelPutsOut()
    {
        var outputs = StatedOutputs.Of(new ModelBuilder().Input("ids", ElementType.Int64, "batch", "sequence")
            .Node("Identity", ["ids"], ["y"]).Output("y", ElementType.Float, "batch", "sequence", 50257).Build());
        var records = Enumerable.Range(0, 40).Select(_ => Text(new() { ["ids"] = Tensor.Of(new long[512], 512) }, 512)).ToArray();

        var batches = Batching.Of(records, [new ModelInput("ids", ElementType.Int64, [null, null])], "data", outputs).Value!;

        CollectionAssert.AreEqual(new[] { 16, 16, 8 }, batches.Select(batch => batch.Records.Count).ToArray());
    }

    [TestMethod]
    [DataRow(2L, "2×60000×60000", "6.7 GiB")]
    [DataRow(1L << 40, "1099511627776×60000×60000", "3686400000000.0 GiB")]
    public void AFixedBatchThatOneBlockOfMemoryCannotHoldIsTold(long records, string shape, string size)
    {
        var problem = Batching.Of(
            [Bytes(60_000, 1), Bytes(1, 60_000)], [new ModelInput("x", ElementType.UInt8, [records, null, null])],
            "data").Diagnostics.Single();

        Assert.AreEqual("PB3032", problem.Code);
        StringAssert.Contains(problem.Message, $"input 'x' takes {shape} at once, which is {size}, and one input can have 2.0 GiB");
    }

    [TestMethod]
    [DataRow(new[] { 1, 28, 28 }, "its shape is 1×28×28, and input 'x' takes 784×1; ")]
    [DataRow(new[] { 3, 1, 5 }, "its shape is 3×1×5, and input 'x' takes 784×1; ")]
    [DataRow(new[] { 700, 1 }, "its shape is 700×1, and input 'x' takes 784×1; ")]
    [DataRow(new[] { 784, 2 }, "its shape is 784×2, and input 'x' takes 784×1; ")]
    public void ARecordOfAnotherShapeIsToldWithTheShapeThatTheModelStates(int[] shape, string words)
    {
        var record = new Tensor(ElementType.Float, [.. shape], new byte[shape.Aggregate(4, (size, extent) => size * extent)]);

        var problem = Batching.Of(
            [new PreparedRecord(new Dictionary<string, Tensor> { ["x"] = record }, null)],
            [new ModelInput("x", ElementType.Float, [null, 784, 1])], "data").Diagnostics.Single();

        Assert.AreEqual("PB3032", problem.Code);
        StringAssert.Contains(problem.Message, words);
    }

    private static PreparedRecord Text(Dictionary<string, Tensor> inputs, int length) => new(inputs, length) { TokenInput = "ids" };

    private static PreparedRecord Bytes(int height, int width) =>
        new(new Dictionary<string, Tensor> { ["x"] = new(ElementType.UInt8, [height, width], new byte[height * width]) }, null);
}
