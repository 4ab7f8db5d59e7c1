using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests;

internal static class MatrixAssert
{
    public static void AreClose(Matrix expected, Matrix? actual, double tolerance)
    {
        Assert.IsNotNull(actual);
        Assert.AreEqual((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        for (var i = 0; i < expected.Rows; i++)
            for (var j = 0; j < expected.Columns; j++)
                Assert.AreEqual(expected[i, j], actual[i, j], tolerance, $"element [{i}, {j}]");
    }

    public static void AreClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance) =>
        AreClose(Matrix.FromRowMajor(1, expected.Length, expected), Matrix.FromRowMajor(1, actual.Length, actual), tolerance);

    public static void AreSame(Matrix? expected, Matrix? actual)
    {
        Assert.IsNotNull(expected);
        Assert.IsNotNull(actual);
        Assert.AreEqual((expected.Rows, expected.Columns), (actual.Rows, actual.Columns));
        Assert.IsTrue(expected.Values.SequenceEqual(actual.Values), "Some bits differ.");
    }
}
