using PruneBuild.Pruning.Masks.Allocation;

namespace PruneBuild.Pruning.Tests.Masks.Allocation;

[TestClass]
public sealed class EvolutionAllocationTests
{
    /// <summary>Of 400 elements 20 are shared out again: evenly 10 and 10, which is 10 % of one weight and 3⅓ % of the other.</summary>
    [TestMethod]
    public void GoldenShares()
    {
        var shares = EvolutionAllocation.Shares([0, 0], [100, 300], 0.5);
        Assert.AreEqual(0.45, shares[0], 1e-9);
        Assert.AreEqual(155.0 / 300, shares[1], 1e-9);
    }

    [TestMethod]
    public void LogarithmsOfSizesAreTheSameShareEverywhere() =>
        CollectionAssert.AreEqual((double[])[0.6, 0.6], EvolutionAllocation.Shares([Math.Log(100), Math.Log(300)], [100, 300], 0.6));

    /// <summary>The small weight would be given twice what it has: it stays whole, and the other makes up for it.</summary>
    [TestMethod]
    public void NoWeightLosesLessThanNothingAndTheSumIsExact()
    {
        var shares = EvolutionAllocation.Shares([9, 0], [10, 390], 0.5);
        Assert.AreEqual(0.0, shares[0]);
        Assert.AreEqual(200.0 / 390, shares[1], 1e-9);
    }

    [TestMethod]
    public void CountsOfZerosAreWholeAndTheirSumIsExact()
    {
        int[] sizes = [432, 2304, 4608, 9216, 18432, 36864, 640, 7];
        var random = new Random(3);
        foreach (var zeros in (double[])[0.1, 0.5, 0.777, 0.9, 0.95, 0.99])
        {
            var shares = EvolutionAllocation.Shares([.. sizes.Select(_ => 4 * random.NextDouble())], sizes, zeros);
            double[] counts = [.. shares.Zip(sizes, (share, size) => share * size)];
            Assert.IsTrue(counts.All(count => Math.Abs(count - Math.Round(count)) < 1e-6), $"{zeros}");
            Assert.AreEqual(Math.Round(zeros * sizes.Sum(), MidpointRounding.AwayFromZero), counts.Sum(), 1e-6, $"{zeros}");
        }
    }

    /// <summary>A loss whose least sum lies far from equal shares.</summary>
    [TestMethod]
    public void TheSearchFindsWhatLosesLessThanEqualSharesAndIsRepeatable()
    {
        int[] sizes = [1000, 1000, 1000, 1000];
        var asked = new List<double[]>();
        double[] best = Search(), again = EvolutionAllocation.Search(sizes, 0.5, new EvolutionOptions(Seed: 5), Loss);

        CollectionAssert.AreEqual(best, again);
        Assert.AreEqual(asked.Min(Loss), Loss(best));
        Assert.IsLessThan(0.9 * Loss([0.5, 0.5, 0.5, 0.5]), Loss(best));
        Assert.AreEqual(asked.Count, asked.Select(shares => string.Join(' ', shares)).Distinct().Count(), "nothing is asked twice");
        Assert.IsLessThanOrEqualTo(25 * 26, asked.Count);

        double[] Search() => EvolutionAllocation.Search(sizes, 0.5, new EvolutionOptions(Seed: 5), shares =>
        {
            asked.Add(shares);
            return Loss(shares);
        });

        static double Loss(double[] shares) =>
            (4 * Math.Pow(shares[0], 4)) + Math.Pow(shares[1], 4) + Math.Pow(shares[2], 4) + (0.2 * Math.Pow(shares[3], 4));
    }

    [TestMethod]
    public void LossesThatAreNoNumbersLose()
    {
        var shares = EvolutionAllocation.Search(
            [100, 300], 0.5, new EvolutionOptions(2, 5), shares => Math.Abs(shares[0] - 0.5) < 1e-9 ? 1 : double.NaN);
        CollectionAssert.AreEqual((double[])[0.5, 0.5], shares);
    }
}
