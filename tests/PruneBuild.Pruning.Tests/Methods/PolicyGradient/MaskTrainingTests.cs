using PruneBuild.Pruning.Methods.PolicyGradient;

namespace PruneBuild.Pruning.Tests.Methods.PolicyGradient;

[TestClass]
public sealed class MaskTrainingTests
{
    private static readonly double[] prices = [1, 1, 1, 1, 1, 1, 1, 1];

    [TestMethod]
    public void TheUnitsThatMatterAreFoundFromAnEvenStart()
    {
        // Units 1, 4 and 6 are worth 1 each when they stay, the others nothing.
        var learnt = MaskTraining.Run(
            [.. prices.Select(_ => 0.375)], prices, 3, (mask, _) => 3.1 - Worth(mask), new PolicyGradientOptions(Steps: 1500));

        CollectionAssert.AreEquivalent(
            new[] { 1, 4, 6 }, Enumerable.Range(0, 8).OrderByDescending(unit => learnt[unit]).Take(3).ToArray(), string.Join(", ", learnt));
    }

    [TestMethod]
    public void TheSameSeedLearnsTheSame()
    {
        var options = new PolicyGradientOptions(Steps: 50, Seed: 3);

        CollectionAssert.AreEqual(Learn(options), Learn(options));
        CollectionAssert.AreNotEqual(Learn(options), Learn(options with { Seed = 4 }));
    }

    [TestMethod]
    public void LossesThatAreNotFiniteAreSkipped()
    {
        var learnt = MaskTraining.Run(
            [.. prices.Select(_ => 0.5)], prices, 4, (mask, step) => step % 2 == 0 ? double.NaN : 2 - (mask[0] ? 1 : 0),
            new PolicyGradientOptions(Steps: 100));

        Assert.IsTrue(learnt.All(double.IsFinite));
    }

    private static double[] Learn(PolicyGradientOptions options) =>
        MaskTraining.Run([.. prices.Select(_ => 0.5)], prices, 4, (mask, _) => 3.1 - Worth(mask), options);

    private static double Worth(bool[] mask) => (mask[1] ? 1 : 0) + (mask[4] ? 1 : 0) + (mask[6] ? 1 : 0);
}
