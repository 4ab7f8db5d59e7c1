using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Statistics.Values;

[TestClass]
public sealed class MapRankRequestTests
{
    [TestMethod]
    public void RanksOfConstructedMapsAreFound()
    {
        var random = Array.ConvertAll(SeededValues.Floats(3, 60), value => (double)value);
        var left = Matrix.FromRowMajor(10, 3, random.AsSpan(0, 30));
        var right = Matrix.FromRowMajor(3, 10, random.AsSpan(30, 30));
        var product = Matrix.Create(10, 10, (i, j) => Enumerable.Range(0, 3).Sum(k => left[i, k] * right[k, j]));

        Assert.AreEqual(0, MapRankRequest.RankOf(Matrix.Zero(4, 6)));
        Assert.AreEqual(1, MapRankRequest.RankOf(Matrix.Create(5, 7, (_, _) => 2)));
        Assert.AreEqual(3, MapRankRequest.RankOf(Matrix.FromRowMajor(10, 10, product.ToFloats())));
        Assert.AreEqual(6, MapRankRequest.RankOf(Matrix.Create(6, 8, (i, j) => i == j ? 1 : 0)));
    }

    [TestMethod]
    public void AMapThatIsNotFiniteHasNoRank() =>
        Assert.IsTrue(double.IsNaN(MapRankRequest.RankOf(Matrix.Create(2, 2, (_, _) => double.NaN))));

    [TestMethod]
    public void TheMeanIsTakenOverImagesUpToTheLimit()
    {
        var facts = new ShapeFacts(new Dictionary<string, ValueFact> { ["v"] = new(ElementType.Float, [1, 2, 2, 2]) });
        var fold = new MapRankRequest("v", 2).Begin(facts, null);
        // Channel 0: ranks 2, 1 and, beyond the limit, 2; channel 1: 0, 1, 2.
        float[] maps = [1, 0, 0, 1, 0, 0, 0, 0, 1, 1, 1, 1, 5, 0, 0, 0, 1, 0, 0, 1, 1, 0, 0, 1];
        fold.Add(new ValueBatch(new Dictionary<string, Tensor> { ["v"] = Tensor.Of(maps, 3, 2, 2, 2) }, null));

        CollectionAssert.AreEqual(new[] { 1.5, 0.5 }, fold.Result().Values.ToArray());
    }
}
