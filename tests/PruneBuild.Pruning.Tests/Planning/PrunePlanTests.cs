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
}
