using PruneBuild.Engine.Measuring.Scores;

namespace PruneBuild.Engine.Tests.Measuring.Scores;

[TestClass]
public sealed class RegressionScoreTests
{
    [TestMethod]
    public void CorrelationsKnowTheirRecords()
    {
        var score = new RegressionScore();
        foreach (var (answer, target) in new[] { (1.0, 2.0), (2, 4), (3, 5), (4, 9), (5, 10) })
            score.Add(answer, target);
        // Σxy − n·x̄·ȳ = 21, Σx² − n·x̄² = 10, Σy² − n·ȳ² = 46.
        Assert.AreEqual(21 / Math.Sqrt(10.0 * 46), score.Pearson().Value, 1e-12);
        Assert.AreEqual(1.0, score.Spearman().Value, 1e-12);
        Assert.AreEqual(Math.Sqrt(1.06 / 2), score.Spearman().Spread, 1e-12);
        Assert.AreEqual(5, score.Pearson().Records);
    }

    [TestMethod]
    public void ThreeRecordsSayNothing()
    {
        var score = new RegressionScore();
        for (var i = 0; i < 3; i++)
            score.Add(i, i);
        Assert.AreEqual(-1, score.Pearson().Interval(0.95).Low);
    }
}
