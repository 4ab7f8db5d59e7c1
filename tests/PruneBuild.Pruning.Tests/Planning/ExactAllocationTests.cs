using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Planning;

[TestClass]
public sealed class ExactAllocationTests
{
    private static readonly AllocationOptions Exact = new(AllocationKind.Exact);

    [TestMethod]
    public void CurvesOfAnyShapeGiveTheOptimum()
    {
        var random = new Random(3);
        for (var trial = 0; trial < 20; trial++)
        {
            (int Units, double Price)[] groups = [(5, random.Next(1, 9)), (6, random.Next(1, 9)), (4, random.Next(1, 9))];
            var choices = groups.Select((group, i) => Rising(i, group.Units, random)).ToArray();
            var full = groups.Sum(group => group.Units * group.Price);
            var limit = Math.Floor(full * (0.3 + (0.5 * random.NextDouble())));

            var allocation = Planner.Allocate(Costs.Structure(0, groups), choices, new Budget.Absolute(CostKind.Macs, limit), Exact);

            Assert.IsTrue(allocation.MeetsBudget);
            Assert.IsLessThanOrEqualTo(limit, Costs.Structure(0, groups).Cost.Macs(allocation.Plan.KeptCounts()));
            Assert.AreEqual(Best(groups, choices, limit), allocation.Plan.Groups.Sum(group => group.Loss), 1e-12, $"trial {trial}");
        }
    }

    [TestMethod]
    public void OfManyGroupsNoMoreGoesThanTheBudgetAsks()
    {
        for (var seed = 120; seed < 180; seed++)
        {
            var random = new Random(seed);
            var groups = Enumerable.Range(0, 15).Select(_ => (Units: random.Next(4, 9), Price: random.NextDouble())).ToArray();
            var choices = groups.Select((group, i) => Rising(i, group.Units, random)).ToArray();
            var structure = Costs.Structure(0, groups);
            var limit = structure.Cost.Macs(PrunePlan.Empty.KeptCounts()) * (0.3 + (0.5 * random.NextDouble()));

            var allocation = Planner.Allocate(structure, choices, new Budget.Absolute(CostKind.Macs, limit), Exact);

            Assert.IsTrue(allocation.MeetsBudget);
            Assert.IsInRange(0.9 * limit, limit, structure.Cost.Macs(allocation.Plan.KeptCounts()), $"seed {seed}");
        }
    }

    [TestMethod]
    public void AJumpThatTheHullCannotSeeIsTaken()
    {
        // Two units of a for 3, or one of a for 2.9 and one of b for 1: along hulls b's cheap unit goes first and two more must follow.
        var a = new GroupChoices("a", [new([0, 1, 2], 0), new([1, 2], 2.9), new([2], 3)]);
        var structure = Costs.Structure(0, (3, 1), (3, 1));

        var allocation = Planner.Allocate(structure, [a, Costs.Choices(1, 1, 9, 9)], new Budget.Absolute(CostKind.Macs, 4), Exact);

        Assert.AreEqual("a 1", string.Join("; ", allocation.Plan.Groups.Select(group => $"{group.GroupId} {group.Kept.Count}")));
    }

    [TestMethod]
    public void GroupsThatMultiplyMeetTheLimitToo()
    {
        // Work a·b: each group's saving alone counts what the other's makes unnecessary.
        var plain = Costs.Structure(0, (10, 1), (10, 1));
        var structure = plain with
        {
            Cost = plain.Cost with
            {
                Work = [new CostTerm("ab", [new SizeSum(0, [new SizeMonomial(1, [0])]), new SizeSum(0, [new SizeMonomial(1, [1])])])],
            },
        };
        var random = new Random(5);

        var allocation = Planner.Allocate(
            structure, [Rising(0, 10, random), Rising(1, 10, random)], new Budget.Share(CostKind.Macs, 0.75), Exact);

        Assert.IsTrue(allocation.MeetsBudget);
        Assert.IsLessThanOrEqualTo(25, structure.Cost.Macs(allocation.Plan.KeptCounts()));
    }

    [TestMethod]
    public void ABudgetBelowTheSmallestModelSaysSo()
    {
        var allocation = Planner.Allocate(
            Costs.Structure(100, (4, 1)), [Costs.Choices(0, 1, 2, 3, 4)], new Budget.Absolute(CostKind.Macs, 50), Exact);

        Assert.IsFalse(allocation.MeetsBudget);
        Assert.AreEqual(1, allocation.Plan.Groups.Single().Kept.Count);
    }

    [TestMethod]
    public void ABudgetOfTheFullCostKeepsEverything()
    {
        var allocation = Planner.Allocate(
            Costs.Structure(0, (4, 1)), [Costs.Choices(0, 1, 2, 3, 4)], new Budget.Absolute(CostKind.Macs, 4), Exact);

        Assert.AreEqual(PrunePlan.Empty, allocation.Plan);
    }

    /// <summary>Losses that rise with the units removed, by any steps.</summary>
    private static GroupChoices Rising(int group, int units, Random random)
    {
        var loss = 0.0;
        return new GroupChoices(Costs.Id(group), Enumerable.Range(0, units).Select(removed => new Choice(
            Enumerable.Range(removed, units - removed).ToValueList(), removed == 0 ? 0 : loss += random.NextDouble())).ToValueList());
    }

    /// <summary>The least loss by trying everything.</summary>
    private static double Best((int Units, double Price)[] groups, GroupChoices[] choices, double limit) => (
        from a in choices[0].Choices
        from b in choices[1].Choices
        from c in choices[2].Choices
        where (a.Kept.Count * groups[0].Price) + (b.Kept.Count * groups[1].Price) + (c.Kept.Count * groups[2].Price) <= limit
        select a.Loss + b.Loss + c.Loss).Min();
}
