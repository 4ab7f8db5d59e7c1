using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Statistics.Values;

[TestClass]
public sealed class HeadDivergenceRequestTests
{
    [TestMethod]
    public void TheDivergenceIsThatOfJensenAndShannon()
    {
        // p = (1, 0), q = (½, ½): m = (¾, ¼); ½·ln(4/3) + ½·(½·ln(2/3) + ½·ln 2) = 0.215762.
        Assert.AreEqual(0.2157616, HeadDivergenceRequest.JensenShannon([1, 0], [0.5f, 0.5f]), 1e-6);
        Assert.AreEqual(Math.Log(2), HeadDivergenceRequest.JensenShannon([1, 0], [0, 1]), 1e-12);
        Assert.AreEqual(0, HeadDivergenceRequest.JensenShannon([0.2f, 0.8f], [0.2f, 0.8f]), 1e-12);
    }

    [TestMethod]
    public void PaddingDoesNotCount()
    {
        // One record, two heads, two queries of which the second is padding.
        var rows = Tensor.Of([1f, 0, 1, 0, 0.5f, 0.5f, 0, 1], 1, 2, 2, 2);
        var values = new Dictionary<string, Tensor> { ["p"] = rows };
        var (all, some) = (Begin(), Begin());
        all.Add(new ValueBatch(values, null));
        some.Add(new ValueBatch(values, Tensor.Of([1f, 0], 1, 2)));

        Assert.AreEqual((0.2157616 + Math.Log(2)) / 2, all.Result()[0, 1], 1e-6);
        Close.AreClose([0, 0.2157616, 0.2157616, 0], [.. some.Result().Values.ToArray()], 1e-6, floor: 1e-3);

        static ValueFold Begin() => new HeadDivergenceRequest("p", 2).Begin(new ShapeFacts(new Dictionary<string, ValueFact>()), null);
    }
}
