using PruneBuild.Pruning.Masks.Allocation;

namespace PruneBuild.Pruning.Tests.Masks.Allocation;

[TestClass]
public sealed class LossAllocationTests
{
    private static readonly double[] Levels = [0, 0.5, 0.9];

    [TestMethod]
    public void WhatLosesLittleGivesMore()
    {
        // 0.9 of the second weight alone is enough, and a little more.
        var shares = LossAllocation.Shares([[0, 10, 100], [0, 1, 2]], [100, 300], Levels, 0.65);
        Assert.IsGreaterThan(shares[0], shares[1]);
        Assert.AreEqual(0.65, ((100 * shares[0]) + (300 * shares[1])) / 400, 1e-9);
    }

    [TestMethod]
    public void NoOtherChoiceOfLevelsLosesLess()
    {
        var random = new Random(1);
        for (var trial = 0; trial < 20; trial++)
        {
            double[] sizes = [.. Enumerable.Range(0, 4).Select(_ => (double)random.Next(1, 9) * 1000)];
            double[][] losses = [.. sizes.Select(_ => Enumerable.Range(0, 3).Select(_ => random.NextDouble()).Order().ToArray())];
            var shares = LossAllocation.Shares(losses, sizes, Levels, 0.5);
            Assert.AreEqual(0.5, shares.Zip(sizes, (share, size) => share * size).Sum() / sizes.Sum(), 1e-9);
            Assert.AreEqual(Best(losses, sizes, 0.5), Chosen(losses, sizes, 0.5), 1e-9);
        }
    }

    [TestMethod]
    public void MoreThanTheLevelsCanGiveIsSharedEvenly() =>
        CollectionAssert.AreEqual(new[] { 0.94, 0.94 }, LossAllocation.Shares([[0, 1, 2], [0, 1, 2]], [10, 20], Levels, 0.94));

    [TestMethod]
    public void TheLevelsBeginWithNothingAndEndAtTheLimit()
    {
        Assert.AreEqual(0.0, LossAllocation.Levels[0]);
        Assert.AreEqual(ShareLimits.Largest, LossAllocation.Levels[^1]);
        Assert.IsTrue(LossAllocation.Levels.SequenceEqual(LossAllocation.Levels.Order()));
    }

    /// <summary>The loss at the levels behind the shares: sharing back evenly keeps their order,
    /// so the smallest move that ends on levels is the one.</summary>
    private static double Chosen(double[][] losses, double[] sizes, double zeros)
    {
        var shares = LossAllocation.Shares(losses, sizes, Levels, zeros);
        return All(losses, sizes, zeros)
            .Where(choice => ShareLimits.Meet([.. choice.Levels.Select(level => Levels[level])], sizes, zeros)
                .Zip(shares, (a, b) => Math.Abs(a - b)).Max() < 1e-6)
            .Min(choice => choice.Loss);
    }

    private static double Best(double[][] losses, double[] sizes, double zeros) => All(losses, sizes, zeros).Min(choice => choice.Loss);

    /// <summary>Every choice of levels that removes enough.</summary>
    private static IEnumerable<(int[] Levels, double Loss)> All(double[][] losses, double[] sizes, double zeros) =>
        from code in Enumerable.Range(0, (int)Math.Pow(Levels.Length, sizes.Length))
        let levels = sizes.Select((_, i) => code / (int)Math.Pow(Levels.Length, i) % Levels.Length).ToArray()
        where levels.Select((level, i) => Levels[level] * sizes[i]).Sum() >= (zeros * sizes.Sum()) - 1e-6
        select (levels, levels.Select((level, i) => losses[i][level]).Sum());
}
