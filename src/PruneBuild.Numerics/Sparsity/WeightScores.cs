using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Scores of single weights that need no solve: the higher, the more a weight is needed.
/// Shape [d, m], as the weight of y = xW.</summary>
public static class WeightScores
{
    /// <summary>|W|.</summary>
    public static Matrix Magnitude(Matrix weight) => Matrix.Create(weight.Rows, weight.Columns, (i, o) => Math.Abs(weight[i, o]));

    /// <summary>|W_io|·‖x_i‖.</summary>
    /// <param name="weight">W.</param>
    /// <param name="squareSums">‖x_i‖² = G_ii, length d. Any common factor leaves masks as they are.</param>
    /// <remarks>Sun, Liu, Bair, Kolter, A Simple and Effective Pruning Approach for Large Language Models (ICLR 2024): the root of the
    /// saliency of optimal brain surgery with a diagonal Hessian.</remarks>
    public static Matrix Wanda(Matrix weight, IReadOnlyList<double> squareSums) =>
        Matrix.Create(weight.Rows, weight.Columns, (i, o) => Math.Abs(weight[i, o]) * Math.Sqrt(Math.Max(0, squareSums[i])));

    /// <summary>(|W_io|/Σ_o'|W_io'| + |W_io|/Σ_i'|W_i'o|)·‖x_i‖^a: the share of its feature plus the share of its output.</summary>
    /// <param name="weight">W.</param>
    /// <param name="squareSums">‖x_i‖², length d.</param>
    /// <param name="exponent">a.</param>
    /// <remarks>Zhang et al., Plug-and-Play: An Efficient Post-training Pruning Method for Large Language Models (ICLR 2024). A feature or
    /// an output without weights adds nothing.</remarks>
    public static Matrix RelativeImportance(Matrix weight, IReadOnlyList<double> squareSums, double exponent = 0.5)
    {
        var (ofFeature, ofOutput) = (new double[weight.Rows], new double[weight.Columns]);
        for (var i = 0; i < weight.Rows; i++)
            for (var o = 0; o < weight.Columns; o++)
            {
                ofFeature[i] += Math.Abs(weight[i, o]);
                ofOutput[o] += Math.Abs(weight[i, o]);
            }

        return Matrix.Create(weight.Rows, weight.Columns, (i, o) =>
            (Share(weight[i, o], ofFeature[i]) + Share(weight[i, o], ofOutput[o])) * Math.Pow(Math.Max(0, squareSums[i]), 0.5 * exponent));
    }

    private static double Share(double weight, double sum) => sum > 0 ? Math.Abs(weight) / sum : 0;
}
