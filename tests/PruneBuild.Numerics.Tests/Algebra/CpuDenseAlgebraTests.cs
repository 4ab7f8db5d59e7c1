using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests.Algebra;

[TestClass]
public sealed class CpuDenseAlgebraTests
{
    private static readonly IDenseAlgebra Algebra = DenseAlgebra.Cpu;

    [TestMethod]
    [DataRow(1, 1, 1)]
    [DataRow(3, 0, 4)]
    [DataRow(7, 5, 9)]
    [DataRow(64, 64, 64)]
    [DataRow(131, 517, 77)]
    public void ProductsAgreeWithTheDefinition(int rows, int depth, int columns)
    {
        var left = RandomMatrices.Normal(rows, depth, seed: 1);
        var right = RandomMatrices.Normal(depth, columns, seed: 2);
        var expected = Matrix.Create(rows, columns, (i, j) => Enumerable.Range(0, depth).Sum(k => left[i, k] * right[k, j]));
        MatrixAssert.AreClose(expected, Algebra.Multiply(left, right), 1e-12 * (depth + 1));
        MatrixAssert.AreClose(expected, Algebra.TransposedMultiply(left.Transpose(), right), 1e-12 * (depth + 1));
        MatrixAssert.AreClose(expected, Algebra.MultiplyTransposed(left, right.Transpose()), 1e-12 * (depth + 1));
    }

    [TestMethod]
    public void AGramIsSymmetricAndAgreesWithAProduct()
    {
        var features = RandomMatrices.Normal(90, 140, seed: 3);
        var gram = Algebra.Gram(features);
        MatrixAssert.AreSame(gram, gram.Transpose());
        MatrixAssert.AreClose(Algebra.TransposedMultiply(features, features), gram, 1e-12);
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(63, 17)]
    [DataRow(200, 3)]
    [DataRow(200, 70)]
    public void TriangularSolvesAreUndoneByProducts(int size, int columns)
    {
        var lower = Algebra.Factorise(RandomMatrices.WithCondition(size, 100.0, seed: 4)).Lower!;
        var right = RandomMatrices.Normal(size, columns, seed: 5);
        MatrixAssert.AreClose(right, Algebra.Multiply(lower, Algebra.SolveLower(lower, right)), 1e-12);
        MatrixAssert.AreClose(right, Algebra.TransposedMultiply(lower, Algebra.SolveLowerTransposed(lower, right)), 1e-12);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(50)]
    [DataRow(211)]
    public void InversesTimesTheirMatrixAreTheIdentity(int size)
    {
        var matrix = RandomMatrices.WithCondition(size, 1e3, seed: 6);
        var lower = Algebra.Factorise(matrix).Lower!;
        var inverse = Algebra.InverseFromCholesky(lower);
        MatrixAssert.AreClose(Matrix.Identity(size), Algebra.Multiply(matrix, inverse), 1e-10);
        MatrixAssert.AreSame(inverse, inverse.Transpose());
    }

    [TestMethod]
    public void InPlaceAMatrixBecomesTheSameFactor()
    {
        var matrix = RandomMatrices.WithCondition(150, 1e3, seed: 8);
        var scratch = matrix.AddToDiagonal(0);

        var factor = Algebra.FactoriseInPlace(scratch);

        MatrixAssert.AreSame(Algebra.Factorise(matrix).Lower!, factor.Lower!);
        Assert.AreSame(scratch, factor.Lower);
    }

    [TestMethod]
    public void ShapesThatDoNotFitThrow()
    {
        var wide = Matrix.Zero(2, 3);
        Assert.ThrowsExactly<ArgumentException>(() => Algebra.Multiply(wide, wide));
        Assert.ThrowsExactly<ArgumentException>(() => Algebra.Factorise(wide));
        Assert.ThrowsExactly<ArgumentException>(() => Algebra.SolveLower(Matrix.Identity(3), wide));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new CpuDenseAlgebra(0));
    }

    [TestMethod]
    [DataRow(2)]
    [DataRow(3)]
    public void TheNumberOfThreadsNeverChangesABit(int threads)
    {
        var one = new CpuDenseAlgebra(1);
        var many = new CpuDenseAlgebra(threads);
        var features = RandomMatrices.Normal(400, 333, seed: 7);
        var gram = one.Gram(features);
        MatrixAssert.AreSame(gram, many.Gram(features));
        MatrixAssert.AreSame(one.Multiply(features, gram), many.Multiply(features, gram));
        var lower = one.Factorise(gram).Lower!;
        MatrixAssert.AreSame(lower, many.Factorise(gram).Lower);
        MatrixAssert.AreSame(one.InverseFromCholesky(lower), many.InverseFromCholesky(lower));
        MatrixAssert.AreSame(one.SolveLower(lower, gram), many.SolveLower(lower, gram));
        MatrixAssert.AreSame(one.SolveLowerTransposed(lower, gram), many.SolveLowerTransposed(lower, gram));
    }
}
