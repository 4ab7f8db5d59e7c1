using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests.Matrices;

[TestClass]
public sealed class MatrixTests
{
    private static readonly Matrix Sample = Matrix.Create(3, 4, (i, j) => (10 * i) + j);

    [TestMethod]
    public void IndexerAndRowReadTheSameElements()
    {
        Assert.AreEqual(23.0, Sample[2, 3]);
        Assert.AreEqual(23.0, Sample.Row(2)[3]);
        Assert.AreEqual(4, Sample.Row(1).Length);
    }

    [TestMethod]
    public void IndexerOutsideTheMatrixThrows()
    {
        Assert.ThrowsExactly<IndexOutOfRangeException>(() => Sample[1, 4]);
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Sample[3, 0]);
    }

    [TestMethod]
    public void FromRowMajorCopiesAndAdoptDoesNot()
    {
        double[] values = [1, 2, 3, 4];
        var copied = Matrix.FromRowMajor(2, 2, values);
        var adopted = Matrix.Adopt(2, 2, values);
        values[0] = 9;
        Assert.AreEqual(1.0, copied[0, 0]);
        Assert.AreEqual(9.0, adopted[0, 0]);
    }

    [TestMethod]
    public void FromRowMajorWidensFloats() =>
        MatrixAssert.AreSame(Matrix.FromRows([0.5, 2.0]), Matrix.FromRowMajor(1, 2, [0.5f, 2.0f]));

    [TestMethod]
    public void ToFloatsReturnsWhatFromRowMajorWasGiven()
    {
        float[] values = [0.1f, 2.0f, -3.5f, 1e30f];
        CollectionAssert.AreEqual(values, Matrix.FromRowMajor(2, 2, values).ToFloats());
    }

    [TestMethod]
    public void WrongNumberOfValuesThrows() =>
        Assert.ThrowsExactly<ArgumentException>(() => Matrix.FromRowMajor(2, 3, new double[5]));

    [TestMethod]
    public void SelectionsKeepTheOrderGiven()
    {
        MatrixAssert.AreSame(Matrix.FromRows([20, 21, 22, 23], [0, 1, 2, 3]), Sample.SelectRows([2, 0]));
        MatrixAssert.AreSame(Matrix.FromRows([3, 1], [13, 11], [23, 21]), Sample.SelectColumns([3, 1]));
        MatrixAssert.AreSame(Matrix.FromRows([22, 20], [2, 0]), Sample.Submatrix([2, 0], [2, 0]));
    }

    [TestMethod]
    public void PrincipalSubmatrixOfASymmetricMatrixIsSymmetric()
    {
        var sub = RandomMatrices.Gram(9, 6, seed: 1).PrincipalSubmatrix([1, 4, 5]);
        MatrixAssert.AreSame(sub, sub.Transpose());
    }

    [TestMethod]
    [DataRow(1, 1)]
    [DataRow(70, 33)]
    [DataRow(0, 5)]
    public void TransposeExchangesRowsAndColumns(int rows, int columns)
    {
        var matrix = RandomMatrices.Normal(rows, columns, seed: 2);
        MatrixAssert.AreSame(Matrix.Create(columns, rows, (i, j) => matrix[j, i]), matrix.Transpose());
    }

    [TestMethod]
    public void ElementwiseOperationsGiveTheirElements()
    {
        var other = Sample.Scale(2.0);
        Assert.AreEqual(36.0, Sample.Add(other)[1, 2]);
        Assert.AreEqual(-12.0, Sample.Subtract(other)[1, 2]);
        Assert.AreEqual(18.0, Sample.AddScaled(0.25, other)[1, 2]);
        Assert.AreEqual(12.0 - (2.0 * 3.0 * 4.0), Sample.SubtractOuter(2.0, [0, 3, 0], [0, 0, 4, 0])[1, 2]);
        CollectionAssert.AreEqual(new double[] { 5, 16, 27 }, Sample.AddToDiagonal(5.0).Diagonal());
        Assert.AreEqual(Sample.Values.ToArray().Sum(x => 2 * x * x), Sample.InnerProduct(other));
    }

    [TestMethod]
    public void ElementwiseOperationsRefuseOtherShapes()
    {
        Assert.ThrowsExactly<ArgumentException>(() => Sample.Add(Sample.Transpose()));
        Assert.ThrowsExactly<ArgumentException>(() => Sample.InnerProduct(Sample.Transpose()));
        Assert.ThrowsExactly<ArgumentException>(() => Sample.SubtractOuter(1.0, [1, 2], [1, 2, 3, 4]));
    }

    [TestMethod]
    [DataRow(double.NaN, false)]
    [DataRow(double.PositiveInfinity, false)]
    [DataRow(double.NegativeInfinity, false)]
    [DataRow(double.MaxValue, true)]
    public void IsFiniteFindsTheOneBadElement(double value, bool finite) =>
        Assert.AreEqual(finite, Matrix.Create(7, 5, (i, j) => (i, j) == (3, 2) ? value : -1.0).IsFinite);
}
