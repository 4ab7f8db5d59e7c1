using PruneBuild.Engine.Measuring.Scores;

namespace PruneBuild.Engine.Tests.Measuring.Scores;

[TestClass]
public sealed class RankingTests
{
    [TestMethod]
    public void FirstOfEqualScoresIsTheAnswer() => Assert.AreEqual(1, Ranking.Answer([0, 5, 5]));

    [TestMethod]
    [DataRow(0.4f, 0.5f, 0)]
    [DataRow(0.6f, 0.5f, 1)]
    [DataRow(-0.1f, 0f, 0)]
    public void SingleScoreIsComparedWithTheThreshold(float score, float threshold, int expected) =>
        Assert.AreEqual(expected, Ranking.Answer([score], threshold));

    [TestMethod]
    public void TopFewCountsEarlierEqualsFirst()
    {
        Assert.IsTrue(Ranking.IsAmongTop([3, 2, 1], 1, 2));
        Assert.IsFalse(Ranking.IsAmongTop([3, 2, 1], 2, 2));
        Assert.IsFalse(Ranking.IsAmongTop([1, 1, 1], 2, 2));
        Assert.IsFalse(Ranking.IsAmongTop([float.NaN], 0, 1));
    }
}
