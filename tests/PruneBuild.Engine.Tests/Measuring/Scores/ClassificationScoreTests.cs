using PruneBuild.Engine.Measuring.Scores;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Measuring.Scores;

[TestClass]
public sealed class ClassificationScoreTests
{
    [TestMethod]
    public void TwoClassesCountClassOne()
    {
        var score = new ClassificationScore(2);
        score.Add([0, 1], 1);
        score.Add([0, 1], 0);
        score.Add([1, 0], 0);
        score.Add([1, 0], 1);
        score.Add([0, 1], 1);
        Assert.AreEqual(0.6, score.Accuracy().Value, 1e-12);
        Assert.AreEqual(2.0 * 2 / (2 * 2 + 1 + 1), score.F1().Value, 1e-12);
        Assert.AreEqual(4, score.F1().Spread);
    }

    [TestMethod]
    public void SingleScoreIsYesOrNo()
    {
        var score = new ClassificationScore(1, 0.5f);
        score.Add([0.7f], 1);
        score.Add([0.4f], 1);
        Assert.AreEqual(Estimate.Share(1, 2), score.Accuracy());
    }

    [TestMethod]
    public void ThreeClassesAverageF1OverThosePresent()
    {
        var score = new ClassificationScore(3);
        score.Add([9, 0, 0], 0);
        score.Add([0, 9, 0], 0);
        // Class 0: 2/3. Class 1: 0 (answered once, never true). Class 2 is absent.
        Assert.AreEqual((2.0 / 3 + 0) / 2, score.F1().Value, 1e-12);
    }

    [TestMethod]
    public void TopFiveForgivesNearMisses()
    {
        var score = new ClassificationScore(7);
        score.Add([7, 6, 5, 4, 3, 2, 1], 4);
        score.Add([7, 6, 5, 4, 3, 2, 1], 5);
        Assert.AreEqual(0.5, score.TopFive().Value);
        Assert.AreEqual(0.0, score.Accuracy().Value);
    }
}
