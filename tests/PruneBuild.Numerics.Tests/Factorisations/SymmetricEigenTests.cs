using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests.Factorisations;

[TestClass]
public sealed class SymmetricEigenTests
{
    private static readonly IDenseAlgebra Algebra = DenseAlgebra.Cpu;

    [TestMethod]
    public void ATwoByTwoMatrixHasTheKnownDecomposition()
    {
        var eigen = Algebra.DecomposeSymmetric(Matrix.FromRows([2.0, 1.0], [1.0, 2.0]));
        MatrixAssert.AreClose([1.0, 3.0], eigen.Values, 1e-15);
        Assert.AreEqual(Math.Sqrt(0.5), Math.Abs(eigen.Vectors![0, 0]), 1e-15);
        Assert.AreEqual(-eigen.Vectors[0, 0], eigen.Vectors[1, 0], 1e-15);
        Assert.AreEqual(eigen.Vectors[0, 1], eigen.Vectors[1, 1], 1e-15);
    }

    [TestMethod]
    [DataRow(1)]
    [DataRow(3)]
    [DataRow(32)]
    [DataRow(33)]
    [DataRow(34)]
    [DataRow(150)]
    [DataRow(301)]
    public void VectorsAreOrthonormalAndRebuildTheMatrix(int size)
    {
        var normal = RandomMatrices.Normal(size, size, seed: 1);
        AssertDecomposes(normal.Add(normal.Transpose()), 1e-13 * size);
    }

    [TestMethod]
    public void ValuesOfAMatrixBuiltFromThemComeBack()
    {
        var eigen = Algebra.DecomposeSymmetric(RandomMatrices.WithCondition(60, 1e6, seed: 2));
        for (var i = 0; i < 60; i++)
            Assert.AreEqual(Math.Pow(1e6, -(59 - i) / 59.0), eigen.Values![i], 1e-14);
    }

    [TestMethod]
    public void EqualValuesAndZerosAreNoTrouble()
    {
        AssertDecomposes(Matrix.Identity(50), 1e-14);
        AssertDecomposes(Matrix.Zero(50, 50), 0.0, 1e-15);
        AssertDecomposes(RandomMatrices.Gram(samples: 5, features: 80, seed: 3), 1e-12);
        AssertDecomposes(Matrix.Create(40, 40, (_, _) => 1.0), 1e-13);
        AssertDecomposes(Matrix.FromDiagonal([3.0, 1e-300, -2.0, 1e12]), 1e-3);
    }

    [TestMethod]
    public void NonFiniteInputIsAStatus()
    {
        var eigen = Algebra.DecomposeSymmetric(Matrix.FromDiagonal([1.0, double.NaN]));
        Assert.AreEqual(SolveStatus.NotFinite, eigen.Status);
        Assert.IsFalse(eigen.IsSolved);
    }

    [TestMethod]
    public void AMatrixWithoutRowsHasNoValues() => Assert.IsEmpty(Algebra.DecomposeSymmetric(Matrix.Zero(0, 0)).Values!);

    [TestMethod]
    public void TheNumberOfThreadsNeverChangesABit()
    {
        var gram = RandomMatrices.Gram(400, 310, seed: 4);
        var one = new CpuDenseAlgebra(1).DecomposeSymmetric(gram);
        var three = new CpuDenseAlgebra(3).DecomposeSymmetric(gram);
        CollectionAssert.AreEqual(one.Values, three.Values);
        MatrixAssert.AreSame(one.Vectors, three.Vectors);
    }

    private static void AssertDecomposes(Matrix matrix, double tolerance, double orthogonality = 1e-12)
    {
        var eigen = Algebra.DecomposeSymmetric(matrix);
        Assert.IsTrue(eigen.IsSolved);
        MatrixAssert.AreClose(Matrix.Identity(matrix.Rows), Algebra.Gram(eigen.Vectors), orthogonality);
        var rebuilt = Algebra.MultiplyTransposed(Algebra.Multiply(eigen.Vectors, Matrix.FromDiagonal(eigen.Values)), eigen.Vectors);
        MatrixAssert.AreClose(matrix, rebuilt, tolerance);
        CollectionAssert.AreEqual(eigen.Values.Order().ToArray(), eigen.Values);
    }
}
