using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Pruning.Statistics;

/// <summary>Second moments of the features F that enter a consumer, over all calibration rows that are not padding.
/// Sums, not means.</summary>
/// <param name="Rows">n: number of rows.</param>
/// <param name="Sums">s = Σ f, length p.</param>
/// <param name="SquareSums">diag(FᵀF), length p.</param>
/// <param name="Gram">G = FᵀF, [p, p]; null when only the diagonal was asked for.</param>
/// <param name="Cross">R = FᵀZ, [p, o], Z the target; null without one.</param>
/// <param name="TargetSums">r = Σ z, length o; null without a target.</param>
public sealed record Moments(
    long Rows,
    double[] Sums,
    double[] SquareSums,
    Matrix? Gram,
    Matrix? Cross,
    double[]? TargetSums)
{
    /// <summary>The form that the solvers take.</summary>
    /// <exception cref="InvalidOperationException">Only the diagonal was measured.</exception>
    public SecondMoments ToSecondMoments() => new(
        Rows, Gram ?? throw new InvalidOperationException("Only the diagonal was measured."), Sums, Cross, TargetSums);

    /// <summary>The moments of these rows and others.</summary>
    /// <param name="other">Those of the others, in the same detail.</param>
    public Moments Plus(Moments other) => new(
        Rows + other.Rows, Sum(Sums, other.Sums)!, Sum(SquareSums, other.SquareSums)!, Sum(Gram, other.Gram), Sum(Cross, other.Cross),
        Sum(TargetSums, other.TargetSums));

    /// <summary>The moments of the other rows.</summary>
    /// <param name="part">Those of some of the rows, in the same detail.</param>
    public Moments Without(Moments part) => new(
        Rows - part.Rows, Less(Sums, part.Sums)!, Less(SquareSums, part.SquareSums)!, Less(Gram, part.Gram), Less(Cross, part.Cross),
        Less(TargetSums, part.TargetSums));

    private static double[]? Sum(double[]? one, double[]? other) =>
        one is null || other is null ? null : [.. one.Zip(other, (a, b) => a + b)];

    private static Matrix? Sum(Matrix? one, Matrix? other) => one is null || other is null
        ? null
        : Matrix.Adopt(one.Rows, one.Columns, Sum(one.Values.ToArray(), other.Values.ToArray())!);

    private static double[]? Less(double[]? all, double[]? part) =>
        all is null || part is null ? null : [.. all.Zip(part, (a, b) => a - b)];

    private static Matrix? Less(Matrix? all, Matrix? part) => all is null || part is null
        ? null
        : Matrix.Adopt(all.Rows, all.Columns, Less(all.Values.ToArray(), part.Values.ToArray())!);
}
