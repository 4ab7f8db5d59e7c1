using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning.Latency;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Planning.Latency;

[TestClass]
public sealed class LatencyKnapsackTests
{
    private static readonly ModelStructure Structure = Costs.Structure(0, (6, 1), (5, 1), (4, 1));

    /// <summary>Against every combination of sizes.</summary>
    [TestMethod]
    public void NothingCheaperSavesAsMuch()
    {
        for (var seed = 1; seed <= 20; seed++)
        {
            GroupChoices[] choices = [Choices(0, 6, seed), Choices(1, 5, seed + 100), Choices(2, 4, seed + 200)];
            var tables = new LatencyTables(100, 1, choices.Select((group, i) => Table(group, seed + (300 * (i + 1)))).ToValueList());
            foreach (var share in new[] { 0.1, 0.35, 0.6, 0.9, 1 })
            {
                var most = tables.FullMilliseconds - tables.Predict(choices.ToDictionary(group => group.GroupId, _ => 1));
                var asked = share * most;
                var allocation = LatencyKnapsack.Allocate(Structure, choices, tables, asked);
                Assert.IsTrue(allocation.MeetsBudget, $"seed {seed}, {share}");
                Assert.IsGreaterThanOrEqualTo(asked * (1 - 1e-9), tables.FullMilliseconds - tables.Predict(allocation.Plan.KeptCounts()));
                // The grid rounds each group's saving down by up to a thousandth of what is asked for.
                var best = Combinations(choices).Where(picks => Saved(tables, picks) >= asked * 1.003).Select(Loss)
                    .DefaultIfEmpty(double.PositiveInfinity).Min();
                Assert.IsLessThanOrEqualTo(best + 1e-9, allocation.Plan.Groups.Sum(group => group.Loss), $"seed {seed}, {share}");
            }
        }
    }

    /// <summary>Four units save nothing, the fifth everything: a path along the convex hull goes there only by
    /// way of the other group.</summary>
    [TestMethod]
    public void ItTakesAStepWhereTimeFallsInSteps()
    {
        GroupChoices[] choices = [GroupChoices.ByScore("a", [1, 1, 1, 1, 1, 9]), GroupChoices.ByScore("b", [2, 2, 2, 2, 9])];
        var tables = new LatencyTables(
            10, 1, [LatencyTable.Of("a", 6, [new(1, 3)]), LatencyTable.Of("b", 5, [new(4, 1), new(3, 2), new(2, 2.5), new(1, 2.6)])]);
        var plan = LatencyKnapsack.Allocate(Structure, choices, tables, 3).Plan;
        Assert.AreEqual("a 1", string.Join("; ", plan.Groups.Select(group => $"{group.GroupId} {group.Kept.Count}")));
    }

    [TestMethod]
    public void WhatCannotBeSavedIsSaidWithTheSmallestPlan()
    {
        GroupChoices[] choices = [Choices(0, 6, 1)];
        var allocation = LatencyKnapsack.Allocate(
            Structure, choices, new LatencyTables(10, 1, [LatencyTable.Of("a", 6, [new(1, 2)])]), 2.5);
        Assert.IsFalse(allocation.MeetsBudget);
        Assert.AreEqual(1, allocation.Plan.Groups.Single().Kept.Count);
    }

    private static GroupChoices Choices(int group, int units, int seed) =>
        Costs.Choices(group, [.. SeededValues.Floats(seed, units).Select(value => (double)Math.Abs(value))]);

    private static LatencyTable Table(GroupChoices group, int seed) =>
        LatencyTable.Of(group.GroupId, group.Choices.Count, SeededValues.Floats(seed, group.Choices.Count - 1)
            .Select((value, i) => new LatencyPoint(i + 1, (group.Choices.Count - i) * Math.Abs(value))));

    private static IEnumerable<(GroupChoices Group, Choice Choice)[]> Combinations(GroupChoices[] choices) => choices.Aggregate(
        new[] { Array.Empty<(GroupChoices, Choice)>() }.AsEnumerable(),
        (all, group) => all.SelectMany(picks => group.Choices.Select(choice => ((GroupChoices, Choice)[])[.. picks, (group, choice)])));

    private static double Saved(LatencyTables tables, (GroupChoices Group, Choice Choice)[] picks) =>
        tables.FullMilliseconds - tables.Predict(picks.ToDictionary(pick => pick.Group.GroupId, pick => pick.Choice.Kept.Count));

    private static double Loss((GroupChoices Group, Choice Choice)[] picks) => picks.Sum(pick => pick.Choice.Loss);
}
