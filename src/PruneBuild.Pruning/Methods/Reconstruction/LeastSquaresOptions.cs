namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary>How a consumer is refit.</summary>
/// <param name="RidgePerDiagonal">λ per mean(diag G); pulls towards the surviving weights, not towards zero. Null for
/// <see cref="PlentyOfRows" /> with at least four rows for each kept feature, else <see cref="FewRows" />.</param>
/// <param name="Intercept">True to fit a constant too.</param>
public sealed record LeastSquaresOptions(double? RidgePerDiagonal = null, bool Intercept = true)
{
    /// <summary>The ridge when data is plenty.</summary>
    public const double PlentyOfRows = 1e-3;

    /// <summary>The ridge when it is not: the constant that OSSCAR uses.</summary>
    public const double FewRows = 1e-2;

    /// <summary>Rows for each kept feature that are plenty.</summary>
    public const int RowsPerFeature = 4;

    /// <summary>λ per mean(diag G) for so many rows and kept features.</summary>
    public double RidgeFor(long rows, int features) =>
        RidgePerDiagonal ?? (rows >= RowsPerFeature * (long)features ? PlentyOfRows : FewRows);
}
