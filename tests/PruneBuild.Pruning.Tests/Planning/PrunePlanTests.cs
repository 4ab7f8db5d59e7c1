using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Pruning.Tests.Planning;

[TestClass]
public sealed class PrunePlanTests
{
    [TestMethod]
    public void ALaterPlanCountsAmongWhatTheFirstKeeps()
    {
        var first = new PrunePlan([new("a", 6, [0, 2, 3, 5], 1), new("b", 3, [1], 0)]);
        var later = new PrunePlan([new("a", 4, [1, 3], 2), new("c", 2, [], 0)]);

        Assert.AreEqual(new PrunePlan([new("a", 6, [2, 5], 3), new("b", 3, [1], 0), new("c", 2, [], 0)]), first.Then(later));
    }

    [TestMethod]
    public void NothingMoreIsThePlanItself()
    {
        var plan = new PrunePlan([new("a", 6, [0, 2], 1)]);

        Assert.AreEqual(plan, plan.Then(PrunePlan.Empty));
        Assert.AreEqual(plan, PrunePlan.Empty.Then(plan));
    }

    [TestMethod]
    public void AGroupChosenAgainKeepsItsSize()
    {
        var plan = new PrunePlan([new("a", 4, [0, 1], 1), new("b", 3, [1], 0)]);
        var again = new GroupChoices("a", [new([0, 1, 2, 3], 0), new([1, 2, 3], 0.5), new([2, 3], 0.75), new([3], 2)]);

        Assert.AreEqual(
            new PrunePlan([new("a", 4, [2, 3], 0.75) { NextLoss = 1.25 }, new("b", 3, [1], 0)]), plan.Rechosen(again));
        Assert.AreEqual(
            new PrunePlan([new("a", 4, [1, 3], 0.25) { NextLoss = 1.75 }, new("b", 3, [1], 0)]),
            plan.Rechosen(again, choice => choice with { Kept = [1, choice.Kept[1]], Loss = choice.Loss - 0.5 }));
    }

    [TestMethod]
    public void AGroupWithoutAChoiceOfItsSizeStaysAsItIs()
    {
        var plan = new PrunePlan([new("a", 4, [0, 1], 1)]);

        Assert.AreEqual(plan, plan.Rechosen(new GroupChoices("a", [new([0, 1, 2, 3], 0), new([3], 2)])));
        Assert.AreEqual(plan, plan.Rechosen(new GroupChoices("b", [new([2, 3], 0)])));
    }

    [TestMethod]
    public void APlanTellsLossesInTheCriterionsOwnUnit()
    {
        var priced = GroupChoices.ByScore("a", [50, 100, 200]) with { Price = 100 };

        var kept = KeptUnits.Of(priced, priced.Choices[1], 3);

        Assert.AreEqual(
            new KeptUnits("a", 3, [1, 2], 0.5) { NextLoss = 1, Reasons = [new RemovalReason(0, 0.5)] }, kept);
        Assert.AreEqual(0.5, priced.AsShares().ReasonsFor(priced.Choices[1]).Single().Loss);
    }
}
