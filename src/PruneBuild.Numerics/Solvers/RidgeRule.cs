using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Solvers;

/// <summary>How much ridge a refit needs when nobody says.</summary>
public static class RidgeRule
{
    /// <summary>The share of mean(diag G) that OSSCAR and SliceGPT use.</summary>
    public const double ScarceDataPerDiagonal = 1e-2;

    private const long SamplesPerFeature = 4;

    /// <summary>λ = 1e-2·mean(diag G_SS) when there are fewer than four samples a kept feature, otherwise zero.</summary>
    /// <param name="gram">G, shape [d, d].</param>
    /// <param name="kept">S.</param>
    /// <param name="samples">n: rows summed into G.</param>
    public static double Default(Matrix gram, IReadOnlyList<int> kept, long samples) =>
        samples < SamplesPerFeature * kept.Count ? PerDiagonal(gram, kept, ScarceDataPerDiagonal) : 0.0;

    /// <summary>λ = share·mean(diag G_SS).</summary>
    public static double PerDiagonal(Matrix gram, IReadOnlyList<int> kept, double share) => share * kept.Average(j => gram[j, j]);
}
