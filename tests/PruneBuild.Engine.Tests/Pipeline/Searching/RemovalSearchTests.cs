using PruneBuild.Engine.Pipeline.Searching;

namespace PruneBuild.Engine.Tests.Pipeline.Searching;

[TestClass]
public sealed class RemovalSearchTests
{
    [TestMethod]
    [DataRow(0.10)]
    [DataRow(0.33)]
    [DataRow(0.505)]
    [DataRow(0.71)]
    [DataRow(0.88)]
    public void EndsWithinTwoPerCentOfTheLargestShareThatHolds(double limit)
    {
        var trials = RemovalSearch.Run(share => share <= limit ? TrialVerdict.Holds : TrialVerdict.TooMuch);
        var best = Best(trials);
        Assert.IsTrue(best <= limit && best >= limit - 0.02, $"{best} for {limit}");
        Assert.IsLessThanOrEqualTo(RemovalSearch.MostTrials, trials.Count);
    }

    [TestMethod]
    public void GatesOnCostsPushTheOtherWay()
    {
        var trials = RemovalSearch.Run(
            share => share > 0.62 ? TrialVerdict.TooMuch : share < 0.55 ? TrialVerdict.TooLittle : TrialVerdict.Holds);
        Assert.IsTrue(Best(trials) is >= 0.60 and <= 0.62, $"{Best(trials)}");
    }

    [TestMethod]
    public void AShareThatHoldsJustAboveOneThatFailsIsFound()
    {
        // Noise: 33 % fails, which the halving meets, and 34 % holds again.
        var trials = RemovalSearch.Run(share => share <= 0.30 || share == 0.34 ? TrialVerdict.Holds : TrialVerdict.TooMuch);
        Assert.AreEqual(0.34, Best(trials));
    }

    [TestMethod]
    public void AfterOneThatHoldsItGoesFurther()
    {
        var trials = RemovalSearch.Run(
            share => share is <= 0.30 or 0.34 or 0.35 or 0.37 or (>= 0.39 and <= 0.40) ? TrialVerdict.Holds : TrialVerdict.TooMuch);
        Assert.AreEqual(0.40, Best(trials));
    }

    [TestMethod]
    public void ANarrowBandBetweenTooLittleAndTooMuchIsFound()
    {
        var trials = RemovalSearch.Run(
            share => share > 0.565 ? TrialVerdict.TooMuch : share < 0.555 ? TrialVerdict.TooLittle : TrialVerdict.Holds);
        Assert.AreEqual(0.56, Best(trials));
    }

    [TestMethod]
    public void SharesAreWholePerCentsAndTriedOnce()
    {
        var trials = RemovalSearch.Run(share => share <= 0.47 ? TrialVerdict.Holds : TrialVerdict.TooMuch);
        Assert.IsTrue(
            trials.All(trial => Math.Abs((trial.Share * 100) - Math.Round(trial.Share * 100)) < 1e-9),
            string.Join(", ", trials.Select(trial => trial.Share)));
        Assert.AreEqual(trials.Count, trials.Select(trial => trial.Share).Distinct().Count());
    }

    [TestMethod]
    public void WhereNothingHoldsNothingIsFoundAndItEnds()
    {
        var trials = RemovalSearch.Run(_ => TrialVerdict.TooMuch);
        Assert.IsFalse(trials.Any(trial => trial.Verdict == TrialVerdict.Holds));
        Assert.IsLessThanOrEqualTo(RemovalSearch.MostTrials, trials.Count);
    }

    [TestMethod]
    public void WhatNoShareCanMendEndsTheSearch() => Assert.HasCount(1, RemovalSearch.Run(_ => TrialVerdict.Hopeless));

    [TestMethod]
    public void WhereEverythingHoldsAlmostEverythingGoes() => Assert.IsGreaterThan(0.93, Best(RemovalSearch.Run(_ => TrialVerdict.Holds)));

    private static double Best(ValueList<Trial> trials) =>
        trials.Where(trial => trial.Verdict == TrialVerdict.Holds).Max(trial => trial.Share);
}
