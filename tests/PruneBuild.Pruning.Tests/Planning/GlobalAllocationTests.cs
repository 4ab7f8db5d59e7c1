using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Planning;

[TestClass]
public sealed class GlobalAllocationTests
{
    [TestMethod]
    public void ExpensiveUnitsGoFirstAtEqualLoss()
    {
        var plan = Allocate([Costs.Choices(0, 1, 1), Costs.Choices(1, 1, 1)], limit: 12, (2, 1), (2, 10));

        Assert.AreEqual(1, plan.Groups.Single().Kept.Count);
        Assert.AreEqual("b", plan.Groups.Single().GroupId);
    }

    [TestMethod]
    public void AJumpOverAnExpensiveFirstUnitIsTakenAtItsAveragePrice()
    {
        // The first unit of a costs 10, the other two nothing: 10/3 each, cheaper than b's 4.
        var steep = new GroupChoices("a", [new([0, 1, 2, 3], 0), new([1, 2, 3], 10), new([2, 3], 10), new([3], 10)]);

        var plan = Allocate([steep, Costs.Choices(1, 4, 4, 4, 4)], limit: 5, (4, 1), (4, 1));

        Assert.AreEqual("a 1", string.Join("; ", plan.Groups.Select(group => $"{group.GroupId} {group.Kept.Count}")));
    }

    [TestMethod]
    public void ConvexCurvesAndEqualPricesGiveTheOptimum()
    {
        double[][] scores = [[1, 4, 9], [2, 3, 5], [0.5, 6, 7]];
        var choices = scores.Select((values, group) => Costs.Choices(group, values)).ToArray();
        for (var removed = 1; removed <= 6; removed++)
        {
            var plan = Allocate(choices, 9 - removed, (3, 1), (3, 1), (3, 1));

            Assert.AreEqual(Best(scores, removed), plan.Groups.Sum(group => group.Loss), 1e-12, $"{removed} removed");
        }
    }

    /// <summary>The least loss of removing so many units, one of each group at least staying, by trying all.</summary>
    private static double Best(double[][] scores, int removed) => (
        from a in Enumerable.Range(0, 3)
        from b in Enumerable.Range(0, 3)
        let c = removed - a - b
        where c is >= 0 and < 3
        select scores[0].Order().Take(a).Sum() + scores[1].Order().Take(b).Sum() + scores[2].Order().Take(c).Sum()).Min();

    private static PrunePlan Allocate(GroupChoices[] choices, double limit, params (int, double)[] groups) => Planner.Allocate(
        Costs.Structure(0, groups), choices, new Budget.Absolute(CostKind.Macs, limit), new AllocationOptions(AllocationKind.Global)).Plan;
}
