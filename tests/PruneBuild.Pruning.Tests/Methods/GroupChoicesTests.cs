using PruneBuild.Pruning.Methods;

namespace PruneBuild.Pruning.Tests.Methods;

[TestClass]
public sealed class GroupChoicesTests
{
    [TestMethod]
    public void UnitsGoByRisingScoreAndLossesAddUp()
    {
        var choices = GroupChoices.ByScore("g", [3, 1, 2]).Choices;

        Assert.AreEqual("0,1,2 0; 0,2 1; 0 3", string.Join("; ", choices.Select(choice => $"{string.Join(',', choice.Kept)} {choice.Loss}")));
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
        CollectionAssert.AreEqual(small.Choices.Select(choice => choice.Loss).ToArray(), large.Choices.Select(choice => choice.Loss).ToArray());
        Assert.AreEqual(0, GroupChoices.ByScore("c", [0, 0]).AsShares().Choices[1].Loss);
    }

    [TestMethod]
    public void OneUnitAlwaysStays() => Assert.HasCount(1, GroupChoices.ByScore("g", [5]).Choices);
}
