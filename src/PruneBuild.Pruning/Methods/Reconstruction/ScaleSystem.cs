using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary>The squared error of a layer's output as a function of one factor for each kept feature: sᵀAs − 2·Bᵀs, but for a constant.</summary>
/// <param name="Normal">A = (W Wᵀ) ∘ (FᵀF), [k, k].</param>
/// <param name="Right">B_j = W_j·R_j with R = FᵀZ, length k.</param>
/// <remarks>No row of the data is formed: moments are enough.</remarks>
public sealed record ScaleSystem(Matrix Normal, double[] Right)
{
    /// <summary>The system of a consumer.</summary>
    /// <param name="weight">W of the original, [features, outputs].</param>
    /// <param name="moments">Moments of all features; without a target, it is what W makes of them.</param>
    /// <param name="kept">Features that stay, ascending.</param>
    public static ScaleSystem Of(Matrix weight, Moments moments, IReadOnlyList<int> kept)
    {
        var second = moments.ToSecondMoments();
        var cross = (second.Cross is null ? second.WithTargetOf(weight) : second).Cross!.SelectRows(kept);
        var survivors = weight.SelectRows(kept);
        var gram = second.Gram.PrincipalSubmatrix(kept);
        var weights = DenseAlgebra.Cpu.MultiplyTransposed(survivors, survivors);
        return new ScaleSystem(
            Matrix.Create(kept.Count, kept.Count, (i, j) => weights[i, j] * gram[i, j]),
            [.. Enumerable.Range(0, kept.Count).Select(row => Dot(survivors.Row(row), cross.Row(row)))]);
    }

    /// <summary>The factors, near 1; null when they are not determined.</summary>
    public double[]? Solve() => ScaleFit.Solve(Normal, Right);

    /// <summary>The squared error with these factors, but for a constant.</summary>
    public double Error(double[] factors)
    {
        var error = 0.0;
        for (var i = 0; i < factors.Length; i++)
            error += factors[i] * (Dot(Normal.Row(i), factors) - (2 * Right[i]));
        return error;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
