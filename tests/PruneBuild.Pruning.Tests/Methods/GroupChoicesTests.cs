using PruneBuild.Pruning.Methods;

namespace PruneBuild.Pruning.Tests.Methods;

[TestClass]
public sealed class GroupChoicesTests
{
    [TestMethod]
    public void UnitsGoByRisingScoreAndLossesAddUp()
    {
        var choices = GroupChoices.ByScore("g", [3, 1, 2]).Choices;

        Assert.AreEqual(
            "0,1,2 0; 0,2 1; 0 3", string.Join("; ", choices.Select(choice => $"{string.Join(',', choice.Kept)} {choice.Loss}")));
    }

    [TestMethod]
    public void TiesGoByIndex()
    {
        var choices = GroupChoices.ByScore("g", [1, 1, 1]).Choices;

        Assert.AreEqual("0,1,2; 1,2; 2", string.Join("; ", choices.Select(choice => string.Join(',', choice.Kept))));
    }

    [TestMethod]
    public void SharesRiseToOneInEveryGroup()
    {
        var (small, large) = (GroupChoices.ByScore("a", [3, 1, 2]).AsShares(), GroupChoices.ByScore("b", [3e9, 1e9, 2e9]).AsShares());

        CollectionAssert.AreEqual(new[] { 0, 1.0 / 3, 1 }, small.Choices.Select(choice => choice.Loss).ToArray());
        CollectionAssert.AreEqual(
            small.Choices.Select(choice => choice.Loss).ToArray(), large.Choices.Select(choice => choice.Loss).ToArray());
        Assert.AreEqual(0, GroupChoices.ByScore("c", [0, 0]).AsShares().Choices[1].Loss);
    }

    [TestMethod]
    public void TemperedLossesEndAtTheGeometricMeanAndReasonsKeepTheirUnit()
    {
        var (now, before) = (GroupChoices.ByScore("g", [5, 1, 3]), GroupChoices.ByScore("g", [20, 30, 34]));

        var tempered = now.TemperedBy(before);

        CollectionAssert.AreEqual(new double[] { 0, 3.536, 14.142 }, tempered.Choices.Select(c => Math.Round(c.Loss, 3)).ToArray());
        CollectionAssert.AreEqual(
            now.Choices.Select(choice => string.Join(',', choice.Kept)).ToArray(),
            tempered.Choices.Select(choice => string.Join(',', choice.Kept)).ToArray());
        CollectionAssert.AreEqual(
            new double[] { 1, 3 }, tempered.ReasonsFor(tempered.Choices[^1]).Select(reason => Math.Round(reason.Loss, 12)).ToArray());
        Assert.AreSame(now, now.TemperedBy(GroupChoices.ByScore("g", [0, 0, 0])));
    }

    [TestMethod]
    public void WhereAPartnerGoesToTheReasonNamesTheUnitThatStays()
    {
        // 0 repeats 1, 1 repeats 2, 2 repeats 3.
        var choices = GroupChoices.InOrder("g", [0, 1, 2], [1, 1, 1], 4) with
        {
            Reasons = [.. Enumerable.Range(0, 3).Select(unit => new RemovalReason(unit, 1, new Redundancy(unit + 1, 0.5, "bits")))],
        };

        var (one, two) = (choices.ReasonsFor(choices.Choices[1]), choices.ReasonsFor(choices.Choices[2]));

        Assert.AreEqual(new Redundancy(1, 0.5, "bits"), one.Single().Redundancy);
        Assert.AreEqual(new Redundancy(1, 0.5, "bits") { Survivor = 2 }, two[0].Redundancy);
        Assert.AreEqual(new Redundancy(2, 0.5, "bits"), two[1].Redundancy);
    }

    [TestMethod]
    public void OneUnitAlwaysStays() => Assert.HasCount(1, GroupChoices.ByScore("g", [5]).Choices);
}
