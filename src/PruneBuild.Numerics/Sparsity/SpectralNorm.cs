using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The largest eigenvalue of a Gram matrix, for step sizes.</summary>
internal static class SpectralNorm
{
    private const int Iterations = 50;

    /// <summary>Power iteration stays below the true value; a step of its inverse must not be too long.</summary>
    private const double Margin = 1.02;

    /// <summary>λ_max(G), a little too large; 0 for a zero matrix.</summary>
    public static double Of(Matrix gram, IDenseAlgebra algebra)
    {
        // A start that no Gram matrix is orthogonal to in practice, and the same every time.
        var vector = Matrix.Create(gram.Rows, 1, (i, _) => 1 + (0.5 * Math.Sin(i + 1)));
        var value = 0.0;
        for (var i = 0; i < Iterations; i++)
        {
            var image = algebra.Multiply(gram, vector);
            var length = Math.Sqrt(image.SquaredNorm());
            if (length == 0)
                return 0;
            value = length / Math.Sqrt(vector.SquaredNorm());
            vector = image.Scale(1 / length);
        }

        return Margin * value;
    }
}
