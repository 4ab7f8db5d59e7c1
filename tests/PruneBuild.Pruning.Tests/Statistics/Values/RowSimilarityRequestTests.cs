using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics.Values;

namespace PruneBuild.Pruning.Tests.Statistics.Values;

[TestClass]
public sealed class RowSimilarityRequestTests
{
    [TestMethod]
    public void MeansOfCosinesAndAnglesLeavePaddingOut()
    {
        var facts = new ShapeFacts(new Dictionary<string, ValueFact> { ["a"] = new(ElementType.Float, [2, 3, 2]) });
        var fold = new RowSimilarityRequest("a", "b", 2).Begin(facts, [2, 3]);
        var values = new Dictionary<string, Tensor>
        {
            ["a"] = Tensor.Of([1f, 0, 1, 0, 1, 0], 1, 3, 2),
            ["b"] = Tensor.Of([2f, 0, 0, 3, float.NaN, 0], 1, 3, 2),
        };

        fold.Add(new ValueBatch(values, Tensor.Of([1f, 1, 0], 1, 3)));

        Assert.AreEqual(0.5, fold.Result()[0, 0], 1e-12);
        Assert.AreEqual(0.25, fold.Result()[0, 1], 1e-12);
    }
}
