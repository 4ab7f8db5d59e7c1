using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Methods.Kwon;
using PruneBuild.Testing;

namespace PruneBuild.Pruning.Tests.Methods.Kwon;

[TestClass]
public sealed class MaskFisherTests
{
    // Five units' gradients over three mini-batches: the golden case of the specification, where the greedy search is not always best.
    private static readonly double[][] units = [[1, 0.2, -0.5], [-0.9, -0.1, 0.4], [0.1, 0.8, 0.3], [0.2, -0.7, -0.2], [1.5, 1, 0.1]];
    private static readonly MaskFisher fisher = new(Matrix.Create(3, 5, (batch, unit) => units[unit][batch]));

    [TestMethod]
    [DataRow(2, new[] { 2, 3 }, 0.11)]
    [DataRow(3, new[] { 0, 1, 3 }, 0.54)]
    public void RearrangementGivesTheGoldenSets(int count, int[] expected, double cost)
    {
        var removed = fisher.Rearranged(count);

        CollectionAssert.AreEqual(expected, removed);
        Close.AreClose(cost, fisher.Cost(removed), 1e-9);
    }

    [TestMethod]
    [DataRow(2, 0.11, new[] { 0, 1 }, 0.03)]
    [DataRow(3, 0.61, new[] { 0, 1, 3 }, 0.54)]
    public void TheBestSetIsKnownAndNotAlwaysFound(int count, double start, int[] best, double cost)
    {
        var sets = Enumerable.Range(0, 32).Select(bits => Enumerable.Range(0, 5).Where(unit => (bits >> unit & 1) == 1).ToArray());

        CollectionAssert.AreEqual(best, sets.Where(set => set.Length == count).MinBy(fisher.Cost));
        Close.AreClose(cost, fisher.Cost(best), 1e-9);
        Close.AreClose(start, fisher.Cost([.. fisher.Order.Take(count)]), 1e-9);
    }

    [TestMethod]
    public void RearrangementNeverCostsMoreThanTheStart()
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var values = SeededValues.Floats(seed, 8 * 12);
            var block = new MaskFisher(Matrix.Create(8, 12, (batch, unit) => values[(batch * 12) + unit]));
            for (var count = 1; count < 12; count++)
            {
                var removed = block.Rearranged(count);

                Assert.HasCount(count, removed);
                Assert.IsLessThanOrEqualTo(block.Cost([.. block.Order.Take(count)]) + 1e-9, block.Cost(removed));
            }
        }
    }

    [TestMethod]
    public void TheDiagonalIsEachUnitsOwnCost()
    {
        Close.AreClose([1.29, 0.98, 0.74, 0.57, 3.26], [.. Enumerable.Range(0, 5).Select(fisher.Diagonal)], 1e-9);
        CollectionAssert.AreEqual(new[] { 3, 2, 1, 0, 4 }, fisher.Order.ToArray());
    }
}
