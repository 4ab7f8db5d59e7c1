using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring.Scores;

[TestClass]
public sealed class DivergenceScoreTests
{
    [TestMethod]
    public void SameOutputsAgreeInEverything()
    {
        var score = new DivergenceScore(shares: false);
        score.Add([1, 2], [1, 2], 2);
        score.Add([3, 0], [3, 0], 2);
        Assert.AreEqual(Estimate.Share(2, 2), score.Agreement());
        Assert.AreEqual(1.0, score.Cosine().Value, 1e-12);
        Assert.AreEqual(0.0, score.KullbackLeibler().Value, 1e-12);
        Assert.AreEqual(0.0, score.MeanAbsoluteError().Value);
    }

    [TestMethod]
    public void RowsThatDoNotCountAreLeftOut()
    {
        var score = new DivergenceScore(shares: false);
        score.Add([1, 0, 1, 0], [1, 0, 0, 9], 2, [true, false]);
        Assert.AreEqual(1.0, score.Agreement().Value);
        Assert.AreEqual(0.0, score.MeanAbsoluteError().Value);
    }

    [TestMethod]
    public void RowsOfARecordAreAveragedFirst()
    {
        var score = new DivergenceScore(shares: false);
        score.Add([1, 0, 1, 0], [1, 0, 0, 1], 2);
        score.Add([1, 0], [1, 0], 2);
        Assert.AreEqual(0.75, score.Agreement().Value, 1e-12);
        Assert.AreEqual(EstimateKind.Mean, score.Agreement().Kind);
    }
}
