using PruneBuild.Engine.Measuring.Scores;

namespace PruneBuild.Engine.Tests.Measuring.Scores;

[TestClass]
public sealed class ComparisonsTests
{
    [TestMethod]
    public void CosineAgreesWithGeometry()
    {
        Assert.AreEqual(Math.Sqrt(0.5), Comparisons.Cosine([1, 0], [1, 1]), 1e-12);
        Assert.AreEqual(-1.0, Comparisons.Cosine([1, 2], [-2, -4]), 1e-12);
        Assert.AreEqual(1.0, Comparisons.Cosine([0, 0], [0, 0]));
        Assert.AreEqual(0.0, Comparisons.Cosine([1, 0], [0, 0]));
    }

    /// <summary>p = (¾, ¼), q = (½, ½): KL = ¾ ln 1.5 + ¼ ln 0.5.</summary>
    [TestMethod]
    public void DivergenceAgreesWithItsDefinition()
    {
        var expected = 0.75 * Math.Log(1.5) + 0.25 * Math.Log(0.5);
        Assert.AreEqual(expected, Comparisons.KullbackLeibler([MathF.Log(3), 0], [7, 7]), 1e-6);
        Assert.AreEqual(expected, Comparisons.KullbackLeiblerOfShares([0.75f, 0.25f], [0.5f, 0.5f]), 1e-6);
    }

    [TestMethod]
    public void LargeLogitsDoNotOverflow() =>
        Assert.AreEqual(0.0, Comparisons.KullbackLeibler([5000, 0], [9000, 0]), 1e-12);

    [TestMethod]
    public void ErrorIsTheMeanOfDistances() =>
        Assert.AreEqual(1.5, Comparisons.MeanAbsoluteError([1, -2], [3, -1]), 1e-12);
}
