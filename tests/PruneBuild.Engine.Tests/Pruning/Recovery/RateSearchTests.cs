using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class RateSearchTests
{
    private static readonly RecoveryRecipe biases = new([TrainedFamily.Biases], RecoveryLoss.Match, Steps: 200);

    /// <summary>Losses at the start, with 9 and 3 times the usual rates, with them, with a third, a ninth and a 27th;
    /// what is chosen, and how many trials that takes.</summary>
    [TestMethod]
    [DataRow(9, 0, 5, 4, 3, 3.5, 0, 1.0 / 3, 3)]
    [DataRow(9, 0, 5, 4, 3, 2, 1, 1.0 / 27, 4)]
    [DataRow(9, 0, 5, 4, 3, 2, 2, 1.0 / 9, 4)]
    [DataRow(9, 4, 3, 4, 5, 0, 0, 3, 4)]
    [DataRow(9, 2, 3, 4, 5, 0, 0, 9, 4)]
    [DataRow(9, double.NaN, 3.9, 4, 5, 0, 0, 3, 4)]
    [DataRow(9, 0, double.NaN, 4, 5, 0, 0, 1, 3)]
    [DataRow(9, 0, 4, 4, 4, 0, 0, 1, 3)]
    [DataRow(9, 0, 5, double.NaN, 3, 4, 0, 1.0 / 3, 3)]
    [DataRow(9, 0, 5, double.PositiveInfinity, 4, 3, double.NaN, 1.0 / 9, 4)]
    [DataRow(1, 0, 5, 4, 4.5, 0.5, 0.7, 1.0 / 9, 4)]
    [DataRow(1, 0, 0, 2, 4, 3, 2.5, 1, 4)]
    [DataRow(9, 0, 5, double.NaN, double.NaN, 4, 5, 1.0 / 9, 4)]
    public void RatesFallOrRiseAsLongAsTheLossFalls(
        double start, double fastest, double faster, double usual, double third, double ninth, double last, double chosen, int trials)
    {
        var (losses, tried) = (new[] { fastest, faster, usual, third, ninth, last }, new List<double>());
        var best = RateSearch.Find(start, factor =>
        {
            tried.Add(factor);
            return new RateTrial(factor, new Dictionary<string, TensorUpdate>(), losses[2 - (int)Math.Round(Math.Log(factor, 3))]);
        });
        Assert.AreEqual(chosen, best.Factor, 1e-12);
        Assert.HasCount(trials, tried);
        Assert.IsLessThanOrEqualTo(RateSearch.MostTrials, trials);
    }

    /// <summary>From 9 the usual rates get to 4, three times as much to somewhat less.</summary>
    [TestMethod]
    [DataRow(3.9, 1, 3)]
    [DataRow(3.9, RateSearch.GainByHeart, 1)]
    [DataRow(3.5, RateSearch.GainByHeart, 3)]
    public void ALargerRateMayHaveToGainMore(double faster, double rise, double chosen)
    {
        var losses = new Dictionary<double, double> { [1.0 / 3] = 5, [1] = 4, [3] = faster, [9] = 6 };
        var best = RateSearch.Find(
            9, factor => new RateTrial(factor, new Dictionary<string, TensorUpdate>(), losses[factor]), rise);
        Assert.AreEqual(chosen, best.Factor);
    }

    /// <summary>The usual rate is too high for this model: named, it gains nothing in eighty steps.
    /// The search gives what the best rate gives when it is named.</summary>
    [TestMethod]
    public void ATrainingGoesOnWithTheRateThatBeganBest()
    {
        var usual = MaskedModels.RecoveredChain(biases with { LearningRate = biases.Rate(TrainedFamily.Biases) });
        Assert.AreEqual(usual.LossBefore, usual.LossAfter);
        Assert.AreEqual(80, usual.Steps);
        var searched = MaskedModels.RecoveredChain(biases);
        Assert.IsLessThan(0.95 * usual.LossBefore, searched.LossAfter);
        var named = new[] { 3, 9, 27 }
            .Select(part => MaskedModels.RecoveredChain(biases with { LearningRate = biases.Rate(TrainedFamily.Biases) / part })).ToArray();
        CollectionAssert.Contains(named, searched);
    }

    /// <summary>Trials of twenty steps make no sense before thirty.</summary>
    [TestMethod]
    public void AShortTrainingKeepsTheUsualRate()
    {
        var brief = biases with { Steps = 30 };
        Assert.AreEqual(
            MaskedModels.RecoveredChain(brief with { LearningRate = biases.Rate(TrainedFamily.Biases) }),
            MaskedModels.RecoveredChain(brief));
    }
}
