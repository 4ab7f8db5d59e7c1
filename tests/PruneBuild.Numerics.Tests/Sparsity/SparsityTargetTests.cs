using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class SparsityTargetTests
{
    [TestMethod]
    public void GroupsBeginAnewBehindARun()
    {
        var pattern = MaskCases.TwoOfFour with { Run = 6 };

        CollectionAssert.AreEqual((int[])[4, 2, 4, 2, 3], pattern.SizesOf(15).ToArray());
        CollectionAssert.AreEqual((int[])[0, 0, 1, 2, 2, 3, 4], ((int[])[0, 3, 4, 6, 9, 11, 12]).Select(pattern.GroupOf).ToArray());
        CollectionAssert.AreEqual((int[])[4, 4, 4, 3], MaskCases.TwoOfFour.SizesOf(15).ToArray());
    }

    [TestMethod]
    public void RunsOfWholeGroupsChangeNoBit()
    {
        var (weight, gram) = MaskCases.Synthetic(3);
        var start = MaskCases.Wanda(weight, gram, MaskCases.TwoOfFour);
        foreach (var run in (int[])[4, 8, 32])
        {
            var runs = MaskCases.TwoOfFour with { Run = run };
            foreach (var prune in (Func<SparsityTarget, PrunedWeights>[])[
                target => SparseGpt.Prune(weight, gram, target),
                target => SparseGpt.Prune(weight, gram, target, new SparseGptOptions(BlockFeatures: 12)),
                target => ExactSurgeon.Prune(weight, gram, target), target => Alps.Prune(weight, gram, target),
                target => ScheduledAdmm.Prune(weight, gram, target), target => MaskSwaps.Improve(weight, gram, start, target)])
            {
                MatrixAssert.AreSame(prune(MaskCases.TwoOfFour).Weight, prune(runs).Weight);
            }
        }
    }

    [TestMethod]
    public void BlocksOfSparseGptTakeWholeGroups()
    {
        var (weight, gram) = MaskCases.Synthetic(4);
        var pattern = MaskCases.TwoOfFour with { Run = 6 };

        foreach (var block in (int[])[1, 5, 8, 128])
        {
            var mask = SparseGpt.Prune(weight, gram, pattern, new SparseGptOptions(BlockFeatures: block)).Mask!;
            for (var output = 0; output < mask.Outputs; output++)
            {
                var counts = mask.KeptOf(output).GroupBy(pattern.GroupOf).ToDictionary(group => group.Key, group => group.Count());
                Assert.IsTrue(
                    pattern.SizesOf(mask.Features).Select(pattern.KeptIn).Index().All(group => counts[group.Index] == group.Item),
                    $"{block}");
            }
        }
    }

    /// <summary>Weights that are gone count, whatever they would be worth, and none comes back.</summary>
    [TestMethod]
    [DataRow(0.25)]
    [DataRow(0.75)]
    public void WhatIsGoneCountsAndStaysAway(double share)
    {
        var (weight, gram) = MaskCases.Synthetic(5);
        var present = WeightMask.FromRowMajor(
            weight.Rows, weight.Columns,
            [.. Enumerable.Range(0, weight.Rows * weight.Columns).Select(i => i % 2 == (i / weight.Columns % 2))]);
        var target = new SparsityTarget.Share(share) { Present = present };
        foreach (var prune in (Func<PrunedWeights>[])[
            () => SparseGpt.Prune(weight, gram, target), () => ExactSurgeon.Prune(weight, gram, target, SelectionScope.Output),
            () => ExactSurgeon.Prune(weight, gram, target), () => Alps.Prune(weight, gram, target),
            () => ScheduledAdmm.Prune(weight, gram, target), () => MaskSwaps.Improve(weight, gram, Selected(), target)])
        {
            var mask = prune().Mask!;
            Assert.AreEqual(Math.Max(0.5, share), mask.Sparsity, 1e-12);
            Assert.AreEqual(mask.KeptCount, mask.And(present).KeptCount);
        }

        WeightMask Selected() => MaskSelection.RemoveSmallest(WeightScores.Wanda(weight, gram.Diagonal()), target, SelectionScope.Output)!;
    }
}
