using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary>The squared error of a layer's output as a function of one factor for each kept feature:
/// sᵀAs − 2·Bᵀs, but for a constant.</summary>
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

    /// <summary>One factor for each unit (Kwon et al., mask tuning of heads). Where a unit has several features, a constant is fitted
    /// beside the factors and then dropped, as the authors' code does.</summary>
    /// <param name="weight">W of the original, [features, outputs].</param>
    /// <param name="moments">Moments of all features.</param>
    /// <param name="kept">Features that stay, ascending.</param>
    /// <param name="units">A number for each of them, the same for those of one unit.</param>
    /// <returns>A factor for each kept feature; null when they are not determined.</returns>
    public static double[]? OfUnits(Matrix weight, Moments moments, IReadOnlyList<int> kept, IReadOnlyList<int> units)
    {
        var system = Of(weight, moments, kept);
        var numbers = units.Distinct().ToArray();
        int[] place = [.. units.Select(unit => Array.IndexOf(numbers, unit))];
        var hasConstant = numbers.Length < units.Count;
        var size = numbers.Length + (hasConstant ? 1 : 0);
        var (normal, right) = (new double[size * size], new double[size]);
        for (var i = 0; i < kept.Count; i++)
        {
            right[place[i]] += system.Right[i];
            for (var j = 0; j < kept.Count; j++)
                normal[(place[i] * size) + place[j]] += system.Normal[i, j];
        }

        for (var i = 0; hasConstant && i < kept.Count; i++)
        {
            // What the feature puts out, summed over rows and outputs.
            var sum = moments.Sums[kept[i]] * Sum(weight.Row(kept[i]));
            normal[(place[i] * size) + size - 1] += sum;
            normal[((size - 1) * size) + place[i]] += sum;
        }

        if (hasConstant)
        {
            normal[^1] = (double)moments.Rows * weight.Columns;
            right[^1] = moments.TargetSums is { } targets
                ? Sum(targets)
                : Enumerable.Range(0, weight.Rows).Sum(row => moments.Sums[row] * Sum(weight.Row(row)));
        }

        return ScaleFit.Solve(Matrix.Adopt(size, size, normal), right) is { } factors ? [.. place.Select(unit => factors[unit])] : null;
    }

    /// <summary>The squared error with these factors, but for a constant.</summary>
    public double Error(double[] factors)
    {
        var error = 0.0;
        for (var i = 0; i < factors.Length; i++)
            error += factors[i] * (Dot(Normal.Row(i), factors) - (2 * Right[i]));
        return error;
    }

    private static double Sum(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        return sum;
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
