using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.Fluctuation;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Fluctuation;

[TestClass]
public sealed class FluctuationCriterionTests
{
    // Three samples of two tokens, whose population variances are known.
    private static readonly Matrix Tokens = Matrix.FromRows([1, 2], [3, -1], [0, 1], [2, 2], [4, 0], [1, 1]);

    [TestMethod]
    public void TheScoreIsVarianceTimesSquaredWeight()
    {
        var evidence = GoldenLayer.Evidence(weight: Matrix.FromRows([1, 0], [3, 4]), moments: GoldenLayer.MomentsOf(Tokens));

        var scores = FluctuationCriterion.FeatureScores(evidence.Consumers[0]);

        Close.AreClose([1.805556, 25 * 1.138889], scores, 1e-6);
    }

    [TestMethod]
    public void WhatDoesNotFluctuateGoesFirst()
    {
        var features = Matrix.Create(10, 3, (t, j) => j == 1 ? 100 : Math.Sin((t * (j + 1)) + 1));
        var evidence = GoldenLayer.Evidence(weight: Matrix.Create(3, 2, (_, _) => 1), moments: GoldenLayer.MomentsOf(features));

        var choices = new FluctuationCriterion().Choose(evidence).Choices;

        Assert.DoesNotContain(1, choices[1].Kept);
        Assert.AreEqual(0, choices[1].Loss, 1e-9);
    }

    [TestMethod]
    public void AHeadScoresTheMeanOfItsSquaredFeatures()
    {
        var features = FluctuationCriterion.FeatureScores(GoldenLayer.Evidence().Consumers[0]);

        var choices = new FluctuationCriterion().Choose(GoldenLayer.Evidence(StructureKind.Heads, 2)).Choices;

        var heads = features.Chunk(2).Select(head => head.Average(score => score * score)).ToArray();
        Assert.AreEqual(heads.Min(), choices[1].Loss, 1e-12);
        CollectionAssert.DoesNotContain(choices[1].Kept.ToArray(), Array.IndexOf(heads, heads.Min()));
    }
}
