using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Numerics.Tests.Sparsity;

[TestClass]
public sealed class OrderStatisticTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(100)]
    [DataRow(5_000)]
    [DataRow(60_000)]
    public void EveryRankIsTheOneOfTheSortedNumbers(int length)
    {
        foreach (var values in Cases(length))
        {
            var sorted = values.Order().ToArray();
            foreach (var share in (double[])[0, 0.001, 0.1, 0.5, 0.7, 0.999, 1])
            {
                var index = (int)(share * (length - 1));
                Assert.AreEqual(sorted[index], OrderStatistic.Smallest(values, index));
            }
        }
    }

    [TestMethod]
    [DataRow(0)]
    [DataRow(3)]
    [DataRow(1_003)]
    public void LessThanALimitAreAsManyAsOneByOne(int length)
    {
        var values = RandomMatrices.Normal(1, length, seed: 1).Values.ToArray().Select(value => Math.Round(value, 1)).ToArray();
        foreach (var limit in (double[])[double.NegativeInfinity, -0.3, 0, 0.5, double.PositiveInfinity])
            Assert.AreEqual(values.Count(value => value < limit), OrderStatistic.CountBelow(values, limit));
    }

    /// <summary>Numbers at random, many equal ones, and a period that deceives the sample.</summary>
    private static IEnumerable<double[]> Cases(int length)
    {
        var random = RandomMatrices.Normal(1, length, seed: 1).Values.ToArray();
        yield return random;
        yield return [.. random.Select(value => Math.Round(value))];
        yield return new double[length];
        yield return [.. random.Order()];
        yield return [.. random.Select((value, i) => (long)i * 512 % length < 512 ? value - 100 : value)];
    }
}
