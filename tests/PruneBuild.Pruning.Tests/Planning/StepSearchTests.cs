using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Tests.Planning;

[TestClass]
public sealed class StepSearchTests
{
    [TestMethod]
    [DataRow(24)]
    [DataRow(30)]
    public void TheKnownMaskSearchGivesItsMasks(double limit)
    {
        // Two layers of two heads (10 each) and four neurons (1 each). The threshold is 0.5: the heads with 0.9 and 0.7, the neurons above
        // it, 23 in all.
        var structure = Costs.Structure(0, (2, 10), (4, 1), (2, 10), (4, 1));
        GroupChoices[] choices =
        [
            Costs.Choices(0, 9, 1), Costs.Choices(1, 0.2, 0.8, 0.3, 0.6), Costs.Choices(2, 5, 7), Costs.Choices(3, 0.05, 0.4, 0.95, 0.15),
        ];

        var allowed = new CostLimit(structure.Cost, new Budget.Absolute(CostKind.Macs, limit));
        var allocation = StepSearch.Shortest(structure, choices, GlobalAllocation.Steps(structure, choices, CostKind.Macs), allowed);

        Assert.IsTrue(allocation.MeetsBudget);
        Assert.AreEqual("a 0; b 1,3; c 1; d 2", Text(allocation.Plan));
        Assert.AreEqual(23, structure.Cost.Macs(allocation.Plan.KeptCounts()), 1e-9);
    }

    [TestMethod]
    public void WhatComesBackCostsNoMoreThanTheLimitAndLosesNoMoreThanBefore()
    {
        for (var seed = 0; seed < 200; seed++)
        {
            var (structure, choices, limit) = Case(new Random(seed));
            var steps = GlobalAllocation.Steps(structure, choices, CostKind.Macs);

            var before = StepSearch.Shortest(structure, choices, steps, limit);
            var after = StepSearch.Refilled(structure, choices, steps, limit);

            Assert.AreEqual(before.MeetsBudget, after.MeetsBudget, $"seed {seed}");
            Assert.IsLessThanOrEqualTo(Loss(before.Plan) + 1e-12, Loss(after.Plan), $"seed {seed}");
            foreach (var group in after.Plan.Groups)
                Assert.IsGreaterThanOrEqualTo(before.Plan.KeptCounts()[group.GroupId], group.Kept.Count, $"seed {seed}, {group.GroupId}");
            if (after.MeetsBudget)
                AssertFilled(structure, choices, limit, after.Plan, $"seed {seed}");
        }
    }

    [TestMethod]
    public void NeuronsComeBackThatTheLastHeadMadeNeedless()
    {
        // Ten neurons at 1 each go before a head of 20 at 2 for each unit of cost: 30 in all, where 21 were asked for.
        var structure = Costs.Structure(0, (2, 20), (11, 1));
        GroupChoices[] choices = [Costs.Choices(0, 40, 41), Costs.Choices(1, 0.9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 50)];
        var limit = new CostLimit(structure.Cost, new Budget.Absolute(CostKind.Macs, 30));

        var plan = StepSearch.Refilled(structure, choices, GlobalAllocation.Steps(structure, choices, CostKind.Macs), limit).Plan;

        Assert.AreEqual("a 1; b 1,2,3,4,5,6,7,8,9,10", Text(plan));
    }

    /// <summary>No group has room for its next larger choice.</summary>
    private static void AssertFilled(ModelStructure structure, GroupChoices[] choices, CostLimit limit, PrunePlan plan, string name)
    {
        var sizes = structure.Cost.Sizes(plan.KeptCounts());
        Assert.IsTrue(limit.Holds(sizes), name);
        for (var group = 0; group < choices.Length; group++)
        {
            if (choices[group].Choices.LastOrDefault(choice => choice.Kept.Count > sizes[group]) is not { } larger)
                continue;
            var more = sizes.ToArray();
            more[group] = larger.Kept.Count;
            Assert.IsFalse(limit.Holds(more), $"{name}: {choices[group].GroupId} has room for {larger.Kept.Count}");
        }
    }

    /// <summary>Groups of any prices with curves of any shape and gaps between sizes.</summary>
    private static (ModelStructure Structure, GroupChoices[] Choices, CostLimit Limit) Case(Random random)
    {
        var groups = Enumerable.Range(0, random.Next(1, 6))
            .Select(_ => (Units: random.Next(1, 12), Price: (double)random.Next(1, 20))).ToArray();
        var structure = Costs.Structure(0, groups);
        return (structure, [.. groups.Select((group, i) => Rising(i, group.Units, random))],
            new CostLimit(structure.Cost, new Budget.Share(CostKind.Macs, 0.1 + (0.7 * random.NextDouble()))));
    }

    private static GroupChoices Rising(int group, int units, Random random)
    {
        var loss = 0.0;
        var (step, plateau) = (random.Next(1, 4), random.Next(3));
        return new GroupChoices(
            Costs.Id(group), Enumerable.Range(0, units).Where(removed => removed % step == 0).Select(removed => new Choice(
                Enumerable.Range(removed, units - removed).ToValueList(),
                removed == 0 || random.Next(3) < plateau ? loss : loss += random.NextDouble())).ToValueList());
    }

    private static string Text(PrunePlan plan) =>
        string.Join("; ", plan.Groups.Select(group => $"{group.GroupId} {string.Join(',', group.Kept)}"));

    private static double Loss(PrunePlan plan) => plan.Groups.Sum(group => group.Loss);
}
