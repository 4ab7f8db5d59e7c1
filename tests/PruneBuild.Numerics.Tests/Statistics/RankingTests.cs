using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Statistics;

[TestClass]
public sealed class RankingTests
{
    [TestMethod]
    public void EqualNumbersShareTheirRanks()
    {
        var ranking = Ranking.Of([2, 9, 1, 2, 9, 9]);

        Assert.AreEqual("2.5 5 1 2.5 5 5", string.Join(" ", ranking.Ranks));
        Assert.AreEqual((8 - 2) + (27 - 3), ranking.Ties);
    }

    [TestMethod]
    public void DifferentNumbersAreNotTied()
    {
        Assert.AreEqual(0, Ranking.Of([3, 1, 2]).Ties);
        Assert.IsEmpty(Ranking.Of([]).Ranks);
    }
}
