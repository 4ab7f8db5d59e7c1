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
    [DataRow(true, 2.421296, 0.490741)]
    [DataRow(false, 2.694444, 0.652778)]
    public void ThePublishedRunningFluctuationIsNotTheVariance(bool asWritten, double first, double second)
    {
        // The authors' code overwrites the old mean before it uses it; with it the sum would be Welford's, but for its divisors.
        var ours = FluctuationCriterion.FeatureScores(
            GoldenLayer.Evidence(weight: Matrix.FromRows([1], [1]), moments: GoldenLayer.MomentsOf(Tokens)).Consumers[0]);

        double[] theirs = [Running(0, asWritten), Running(1, asWritten)];

        Close.AreClose([first, second], theirs, 1e-6);
        Close.AreClose([1.805556, 1.138889], ours, 1e-6);
        Close.AreClose([11 / 6.0, 5 / 6.0], [.. GoldenLayer.MomentsOf(Tokens).Sums.Select(sum => sum / 6)], 1e-9);
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

    [TestMethod]
    public void AHeadIsStandardizedToTheMeanOfItsChannelsStandardizedScores()
    {
        var metric = FluctuationCriterion.FeatureScores(GoldenLayer.Evidence().Consumers[0]).Select(score => score * score).ToArray();
        var (mean, deviation) =
            (metric.Average(), Math.Sqrt(metric.Sum(score => Math.Pow(score - metric.Average(), 2)) / (metric.Length - 1)));
        var published = metric.Select(score => (score - mean) / deviation).Chunk(2).Select(head => head.Average()).ToArray();

        var choices = new FluctuationCriterion().Choose(GoldenLayer.Evidence(StructureKind.Heads, 2));

        Assert.AreEqual(published.Min(), choices.FeatureScale!.Standardize(choices.Choices[1].Loss), 1e-9);
    }

    /// <summary>The fluctuation of a feature as the authors' code adds it up, sample by sample of two tokens.</summary>
    private static double Running(int feature, bool asWritten)
    {
        var (mean, fluctuation) = (0.0, 0.0);
        for (var sample = 0; sample < 3; sample++)
        {
            double[] tokens = [Tokens[2 * sample, feature], Tokens[(2 * sample) + 1, feature]];
            var old = mean;
            mean = ((mean * sample) + tokens.Average()) / (sample + 1);
            if (sample > 0)
                fluctuation = (fluctuation * (sample - 1) / sample)
                    + (tokens.Sum(x => (x - mean) * (x - (asWritten ? mean : old))) / (sample + 1));
        }

        return fluctuation;
    }
}
