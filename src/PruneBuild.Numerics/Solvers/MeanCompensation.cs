using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Solvers;

/// <summary>The cheapest repair: dropped features are replaced by their mean, which is a constant and moves into the bias.</summary>
/// <remarks>An et al., Fluctuation-based Adaptive Structured Pruning (AAAI 2024), section on baseline bias compensation.</remarks>
public static class MeanCompensation
{
    /// <summary>What to add to the bias: mean(f_D)·W_D, length m.</summary>
    /// <param name="moments">n and s.</param>
    /// <param name="weight">W, shape [d, m].</param>
    /// <param name="kept">S: strictly ascending feature indices; D is the rest.</param>
    public static double[] Intercept(SecondMoments moments, Matrix weight, IReadOnlyList<int> kept)
    {
        var intercept = new double[weight.Columns];
        foreach (var j in KeptIndices.Dropped(kept, weight.Rows))
            Kernels.Vectors.AddScaled(intercept, moments.Sum[j] / moments.Count, weight.Row(j));
        return intercept;
    }
}
