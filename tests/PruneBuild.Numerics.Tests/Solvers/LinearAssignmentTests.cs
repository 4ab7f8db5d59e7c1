using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Tests.Solvers;

[TestClass]
public sealed class LinearAssignmentTests
{
    [TestMethod]
    [DataRow(1)]
    [DataRow(2)]
    [DataRow(4)]
    [DataRow(6)]
    public void NoOtherAssignmentGainsMore(int size)
    {
        for (var seed = 0; seed < 20; seed++)
        {
            var gain = RandomMatrices.Normal(size, size, seed);
            var columns = LinearAssignment.Maximise(gain);
            CollectionAssert.AreEquivalent(Enumerable.Range(0, size).ToArray(), columns);
            Assert.AreEqual(Orders(size).Max(order => Gain(gain, order)), Gain(gain, columns), 1e-9);
        }
    }

    [TestMethod]
    public void ALargeOneIsAtLeastAsGoodAsTakingTheBestThatIsLeft()
    {
        var gain = RandomMatrices.Normal(120, 120, 5);
        var free = Enumerable.Range(0, 120).ToList();
        var greedy = new int[120];
        for (var row = 0; row < 120; row++)
        {
            greedy[row] = free.MaxBy(column => gain[row, column]);
            free.Remove(greedy[row]);
        }

        Assert.IsGreaterThan(Gain(gain, greedy), Gain(gain, LinearAssignment.Maximise(gain)));
    }

    [TestMethod]
    public void NothingIsAssignedWhereThereIsNothing() => Assert.IsEmpty(LinearAssignment.Maximise(Matrix.Zero(0, 0)));

    [TestMethod]
    public void AMatrixThatIsNotSquareIsRefused() =>
        Assert.ThrowsExactly<ArgumentException>(() => LinearAssignment.Maximise(Matrix.Zero(2, 3)));

    private static double Gain(Matrix gain, int[] columns) => columns.Select((column, row) => gain[row, column]).Sum();

    private static IEnumerable<int[]> Orders(int size) => size == 0
        ? [[]]
        : Orders(size - 1)
            .SelectMany(rest => Enumerable.Range(0, size).Select(place => (int[])[.. rest[..place], size - 1, .. rest[place..]]));
}
