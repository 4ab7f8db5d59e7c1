using PruneBuild.Engine.Measuring.Scores;

namespace PruneBuild.Engine.Tests.Measuring.Scores;

[TestClass]
public sealed class NextTokenScoreTests
{
    [TestMethod]
    public void EvenGuessHasTheVocabularysPerplexity()
    {
        var score = new NextTokenScore();
        score.Add(new float[12], [0, 3, 1]);
        Assert.AreEqual(4.0, score.Perplexity()!.Value, 1e-12);
    }

    /// <summary>Losses ln 2 and ln 8 over two records of one token: mean 2·ln 2.</summary>
    [TestMethod]
    public void TokensWeighAlikeAndPaddingDoesNotCount()
    {
        var score = new NextTokenScore();
        score.Add([0, 0, 5, -5], [0, -1]);
        score.Add([0, MathF.Log(7)], [0]);
        Assert.AreEqual(4.0, score.Perplexity()!.Value, 1e-6);
        Assert.AreEqual(2, score.Perplexity()!.Records);
        // Deviations from the mean are ±ln 2 each: √(2·2·ln²2)/2 = ln 2.
        Assert.AreEqual(Math.Log(2), score.Perplexity()!.Spread, 1e-6);
    }

    [TestMethod]
    public void RecordsWithNothingToPredictHaveNoPerplexity()
    {
        var score = new NextTokenScore();
        Assert.IsNull(score.Perplexity());
        score.Add(new float[4], [-1]);
        Assert.IsNull(score.Perplexity(), "a record of one token");
    }
}
