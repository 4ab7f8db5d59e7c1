using PruneBuild.Pruning.Methods;

namespace PruneBuild.Pruning.Tests.Methods;

[TestClass]
public sealed class ScoreScaleTests
{
    [TestMethod]
    public void ScoresLieByTheirUnbiasedDeviation()
    {
        var scale = ScoreScale.Of([1, 2, 3, 4, 5]);

        Assert.AreEqual(new ScoreScale(3, Math.Sqrt(2.5)), scale);
        Assert.AreEqual(2 / Math.Sqrt(2.5), scale.Standardize(5), 1e-12);
        Assert.AreEqual(scale.Standardize(5), scale.DividedBy(8).Standardize(5 / 8.0), 1e-12);
    }

    [TestMethod]
    [DataRow(new double[0])]
    [DataRow(new[] { 7.0 })]
    [DataRow(new[] { 7.0, 7.0 })]
    public void WhatDoesNotSpreadStandardizesToNothing(double[] scores) => Assert.AreEqual(0, ScoreScale.Of(scores).Standardize(9));
}
