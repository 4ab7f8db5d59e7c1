using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Depth;

namespace PruneBuild.Pruning.Tests.Methods.Depth;

[TestClass]
public sealed class BlockLossCriterionTests
{
    [TestMethod]
    public void RoundsFollowTheLossWithEverythingThatWentBefore()
    {
        // Alone, b is missed least, then c; once b is gone, c is missed most.
        var found = Search(
            (kept, _) => (kept[0][0] ? 0 : 0.4) + (kept[1][0] ? 0 : 0.1) + (kept[2][0] ? 0 : 0.2) + (!kept[1][0] && !kept[2][0] ? 5 : 0));

        var order = found.OrderBy(choices => choices.Choices[1].Loss).Select(choices => choices.GroupId);
        CollectionAssert.AreEqual(new[] { "b", "a", "c" }, order.ToArray());
    }

    [TestMethod]
    public void LossesNeverFallFromRoundToRound()
    {
        // Without both the model is better than without either: the planner must still take a round after the one before.
        var found = Search((kept, _) => kept.Count(units => !units[0]) switch { 0 => 0, 1 => 0.5, _ => 0.1 });

        Assert.IsTrue(found.All(choices => choices.Choices[1].Loss >= 0.5));
    }

    [TestMethod]
    public void ALossThatIsNotFiniteComesLast()
    {
        var found = Search((kept, _) => kept[1][0] ? 0.1 : double.NaN);

        Assert.AreEqual("b", found.MaxBy(choices => choices.Choices[1].Loss)!.GroupId);
        Assert.IsTrue(found.All(choices => double.IsFinite(choices.Choices[1].Loss)));
    }

    [TestMethod]
    public void WhatIsToldOfABranchIsTheDistanceWithoutIt()
    {
        var found = new BlockLossCriterion().Search(
            [], new SearchSpace([new SearchGroup("a", 1, 1000)], 1, 3, (kept, _) => kept[0][0] ? 0 : 0.25));

        Assert.AreEqual(250, found[0].Choices[1].Loss, 1e-9, "what the planner divides by the price");
        Assert.AreEqual(0.25, found[0].ReasonsFor(found[0].Choices[1]).Single().Loss, 1e-12);
    }

    private static IReadOnlyList<GroupChoices> Search(Func<IReadOnlyList<bool[]>, int, double> loss) => new BlockLossCriterion().Search(
        [], new SearchSpace([new SearchGroup("a", 1, 1), new SearchGroup("b", 1, 1), new SearchGroup("c", 1, 1)], 1, 3, loss));
}
