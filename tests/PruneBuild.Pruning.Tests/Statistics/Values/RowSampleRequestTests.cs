using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Pruning.Tests.Statistics.Values;

[TestClass]
public sealed class RowSampleRequestTests
{
    private static readonly ShapeFacts facts = new(new Dictionary<string, ValueFact> { ["v"] = new(ElementType.Float, [2, 3, 2]) });

    [TestMethod]
    public void FewRowsAreAllKeptInOrder()
    {
        var fold = new RowSampleRequest("v", 2, 2, 100, 0).Begin(facts, null);
        fold.Add(Batch([1, 2, 3, 4], [1, 2, 2]));
        fold.Add(Batch([5, 6], [1, 1, 2]));

        CollectionAssert.AreEqual(new double[] { 1, 2, 3, 4, 5, 6 }, fold.Result().Values.ToArray());
    }

    [TestMethod]
    public void PaddingIsNeverDrawn()
    {
        var fold = new RowSampleRequest("v", 2, 2, 100, 0).Begin(facts, [2, 3]);
        var mask = Tensor.Of([1f, 1, 0, 1, 0, 0], 2, 3);

        fold.Add(Batch([1, 1, 2, 2, 9, 9, 3, 3, 9, 9, float.NaN, 9], [2, 3, 2], mask));

        CollectionAssert.AreEqual(new double[] { 1, 1, 2, 2, 3, 3 }, fold.Result().Values.ToArray());
    }

    [TestMethod]
    public void ManyRowsLeaveASampleOfTheWholeThatDependsOnTheSeedAlone()
    {
        var sample = Drawn(seed: 1);

        Assert.HasCount(40, sample);
        CollectionAssert.AreEqual(sample, Drawn(seed: 1));
        CollectionAssert.AreNotEqual(sample, Drawn(seed: 2));
        CollectionAssert.AreEqual(sample.Order().ToArray(), sample, "in data order");
        Assert.IsTrue(sample.Average() is > 350 and < 650, $"spread over 0..999, mean {sample.Average()}");
    }

    private static double[] Drawn(int seed)
    {
        var facts = new ShapeFacts(new Dictionary<string, ValueFact> { ["v"] = new(ElementType.Float, [2, 3, 1]) });
        var fold = new RowSampleRequest("v", 2, 1, 40, seed).Begin(facts, null);
        for (var batch = 0; batch < 10; batch++)
            fold.Add(Batch([.. Enumerable.Range(batch * 100, 100).Select(row => (float)row)], [4, 25, 1]));
        return fold.Result().Values.ToArray();
    }

    private static ValueBatch Batch(float[] values, long[] shape, Tensor? mask = null) =>
        new(new Dictionary<string, Tensor> { ["v"] = Tensor.Of(values, shape) }, mask);
}
