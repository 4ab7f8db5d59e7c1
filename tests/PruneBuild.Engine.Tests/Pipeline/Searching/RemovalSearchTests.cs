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
        var trials = RemovalSearch.Run(share => share > 0.62 ? TrialVerdict.TooMuch : share < 0.55 ? TrialVerdict.TooLittle : TrialVerdict.Holds);
        Assert.IsTrue(Best(trials) is >= 0.60 and <= 0.62, $"{Best(trials)}");
    }

    [TestMethod]
    public void AShareThatHoldsJustAboveOneThatFailsIsFound()
    {
        // Noise: 0.30 to 0.31 fail, 0.32 to 0.33 hold again.
        var trials = RemovalSearch.Run(share => share is <= 0.30 or (>= 0.315 and <= 0.333) ? TrialVerdict.Holds : TrialVerdict.TooMuch);
        Assert.IsGreaterThan(0.315, Best(trials));
    }

    [TestMethod]
    public void AfterOneThatHoldsItGoesFurther()
    {
        // One failure in the way of the halving, and everything up to 0.4 holds again.
        var trials = RemovalSearch.Run(share => share is <= 0.30 or (>= 0.315 and <= 0.4) ? TrialVerdict.Holds : TrialVerdict.TooMuch);
        Assert.IsGreaterThan(0.35, Best(trials));
    }

    [TestMethod]
    public void WhereNothingHoldsNothingIsFoundAndItEnds()
    {
        var trials = RemovalSearch.Run(_ => TrialVerdict.TooMuch);
        Assert.IsFalse(trials.Any(trial => trial.Verdict == TrialVerdict.Holds));
        Assert.IsLessThanOrEqualTo(RemovalSearch.MostTrials, trials.Count);
    }

    [TestMethod]
    public void WhereEverythingHoldsAlmostEverythingGoes() => Assert.IsGreaterThan(0.93, Best(RemovalSearch.Run(_ => TrialVerdict.Holds)));

    private static double Best(ValueList<Trial> trials) => trials.Where(trial => trial.Verdict == TrialVerdict.Holds).Max(trial => trial.Share);
}
