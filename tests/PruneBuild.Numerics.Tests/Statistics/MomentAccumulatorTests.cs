using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests.Statistics;

[TestClass]
public sealed class MomentAccumulatorTests
{
    private static readonly float[] Features = Floats(30 * 5, seed: 1);
    private static readonly float[] Targets = Floats(30 * 3, seed: 2);

    [TestMethod]
    public void RowsInBatchesGiveTheMomentsOfAllRows()
    {
        var accumulator = new MomentAccumulator(5, 3);
        accumulator.AddRows(Features.AsSpan(0, 70), Targets.AsSpan(0, 42));
        accumulator.AddRows(Features.AsSpan(70), Targets.AsSpan(42));
        var moments = accumulator.ToMoments();
        var f = Matrix.FromRowMajor(30, 5, Features);
        var z = Matrix.FromRowMajor(30, 3, Targets);
        Assert.AreEqual(30L, moments.Count);
        MatrixAssert.AreClose(DenseAlgebra.Cpu.Gram(f), moments.Gram, 1e-13);
        MatrixAssert.AreClose(DenseAlgebra.Cpu.TransposedMultiply(f, z), moments.Cross, 1e-13);
        Assert.AreEqual(f.SelectColumns([4]).Values.ToArray().Sum(), moments.Sum[4], 1e-13);
        Assert.AreEqual(z.SelectColumns([2]).Values.ToArray().Sum(), moments.TargetSum![2], 1e-13);
    }

    [TestMethod]
    public void BatchMomentsAreAddedInDouble()
    {
        var accumulator = new MomentAccumulator(1);
        accumulator.Add(2, [1e8f], [3f]);
        accumulator.Add(1, [1f], [4f]);
        var moments = accumulator.ToMoments();
        Assert.AreEqual(100_000_001.0, moments.Gram[0, 0]);
        Assert.AreEqual(7.0, moments.Sum[0]);
        Assert.AreEqual(3L, moments.Count);
    }

    [TestMethod]
    public void PartsThatWereSummedApartAddUp()
    {
        var whole = new MomentAccumulator(5, 3);
        var rest = new MomentAccumulator(5, 3);
        whole.AddRows(Features.AsSpan(0, 50), Targets.AsSpan(0, 30));
        rest.AddRows(Features.AsSpan(50), Targets.AsSpan(30));
        whole.Add(rest.ToMoments());
        var once = new MomentAccumulator(5, 3);
        once.AddRows(Features, Targets);
        MatrixAssert.AreClose(once.ToMoments().Gram, whole.ToMoments().Gram, 1e-13);
        MatrixAssert.AreClose(once.ToMoments().Cross!, whole.ToMoments().Cross, 1e-13);
        Assert.AreEqual(30L, whole.ToMoments().Count);
    }

    [TestMethod]
    public void GramIsSymmetricEvenWhenABatchIsNot()
    {
        var accumulator = new MomentAccumulator(2);
        accumulator.Add(1, [1f, 0.5f, 0.25f, 1f], [1f, 1f]);
        MatrixAssert.AreSame(Matrix.FromRows([1.0, 0.25], [0.25, 1.0]), accumulator.ToMoments().Gram);
    }

    [TestMethod]
    public void BatchesOfAnotherShapeThrow()
    {
        var accumulator = new MomentAccumulator(2, 1);
        Assert.ThrowsExactly<ArgumentException>(() => accumulator.Add(1, [1f], [1f, 1f], [1f, 1f], [1f]));
        Assert.ThrowsExactly<ArgumentException>(() => accumulator.Add(1, [1f, 1f, 1f, 1f], [1f, 1f]));
        Assert.ThrowsExactly<ArgumentException>(() => accumulator.AddRows([1f, 1f, 1f]));
    }

    private static float[] Floats(int count, int seed) =>
        Array.ConvertAll(RandomMatrices.Normal(1, count, seed).Values.ToArray(), value => (float)value);
}
