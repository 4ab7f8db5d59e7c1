using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.PPruning;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.PPruning;

[TestClass]
public sealed class CompleteLinkageTests
{
    [TestMethod]
    public void MergesAreThoseOfMergingTheClosestPairEachTime()
    {
        var values = SeededValues.Floats(5, 400);
        var distances = Matrix.Create(20, 20, (i, j) => i == j ? 0 : Math.Abs((double)values[(Math.Min(i, j) * 20) + Math.Max(i, j)]));

        var heights = CompleteLinkage.Tree(distances).Select(merge => merge.Height).ToArray();

        Close.AreClose(Naive(distances), heights, 1e-12);
    }

    [TestMethod]
    public void TiesEnd()
    {
        var merges = CompleteLinkage.Tree(Matrix.Create(6, 6, (i, j) => i == j ? 0 : 1));

        Assert.HasCount(5, merges);
        Assert.IsTrue(merges.All(merge => merge.Height == 1));
    }

    [TestMethod]
    public void OneUnitHasNoMerges() => Assert.IsEmpty(CompleteLinkage.Tree(Matrix.Zero(1, 1)));

    private static double[] Naive(Matrix distances)
    {
        var clusters = Enumerable.Range(0, distances.Rows).Select(i => new List<int> { i }).ToList();
        var heights = new List<double>();
        while (clusters.Count > 1)
        {
            var (left, right) = (from i in Enumerable.Range(0, clusters.Count) from j in Enumerable.Range(0, i) select (i, j))
                .MinBy(Farthest);
            heights.Add(Farthest((left, right)));
            clusters[left].AddRange(clusters[right]);
            clusters.RemoveAt(right);
        }

        return [.. heights];

        double Farthest((int I, int J) pair) => (from a in clusters[pair.I] from b in clusters[pair.J] select distances[a, b]).Max();
    }
}
