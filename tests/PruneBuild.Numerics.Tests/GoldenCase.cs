using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Tests;

/// <summary>The small least-squares case whose results were computed independently: twelve rows, six features, three outputs.</summary>
internal static class GoldenCase
{
    public const int Rows = 12;

    public static Matrix Features { get; } = Matrix.Create(Rows, 6, (t, j) => Math.Sin((0.9 * t * t) + (1.7 * j) + (0.31 * t * j) + 0.3));

    public static Matrix Weight { get; } = Matrix.Create(6, 3, (i, o) => Math.Sin((1.1 * i * i) + (0.6 * o) + (0.23 * i * o) + 0.3));

    public static double[] Bias { get; } = [0.1, -0.2, 0.3];

    public static int[] Kept { get; } = [0, 2, 3, 5];

    public static SecondMoments Moments { get; } = new SecondMoments(
        Rows, DenseAlgebra.Cpu.Gram(Features), [.. Enumerable.Range(0, 6).Select(j => Enumerable.Range(0, Rows).Sum(t => Features[t, j]))])
        .WithTargetOf(Weight);

    public static Matrix Gram => Moments.Gram;
}
