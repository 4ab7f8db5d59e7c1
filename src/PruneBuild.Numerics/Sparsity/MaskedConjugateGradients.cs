using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The problem of <see cref="MaskedLeastSquares" /> by conjugate gradients, all outputs at once:
/// for layers too wide for a Cholesky an output.</summary>
/// <remarks>Meng, Behdin, Wang, Mazumder, ALPS (NeurIPS 2024), the post-processing step; Jacobi preconditioner.</remarks>
public static class MaskedConjugateGradients
{
    private const double SmallestCurvature = 1e-30;

    /// <summary>Minimises ‖Z − X̂Ŵ‖²_F + λ‖Ŵ − W‖²_F over Ŵ that is zero off the mask.</summary>
    /// <param name="gram">G, shape [d, d].</param>
    /// <param name="weight">W, shape [d, m].</param>
    /// <param name="mask">What stays.</param>
    /// <param name="ridgePerDiagonal">λ per mean(diag G).</param>
    /// <param name="start">Ŵ to start from; W when null.</param>
    /// <param name="cross">R = X̂ᵀZ; null for Z = X̂W.</param>
    /// <param name="iterations">Most iterations.</param>
    /// <param name="tolerance">Stops at this share of the right side's norm.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Ŵ, never worse than where it started.</returns>
    /// <remarks>Cost d²·m multiply-adds an iteration.</remarks>
    public static PrunedWeights Solve(
        Matrix gram, Matrix weight, WeightMask mask, double ridgePerDiagonal, Matrix? start = null, Matrix? cross = null,
        int iterations = 100, double tolerance = 1e-6, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var energies = gram.Diagonal();
        var ridge = energies.Length == 0 ? 0 : ridgePerDiagonal * energies.Average();
        var damped = gram.AddToDiagonal(ridge);
        var right = (cross ?? computer.Multiply(gram, weight)).AddScaled(ridge, weight);
        var diagonal = Array.ConvertAll(damped.Diagonal(), value => value > 0 ? value : 1.0);
        var solution = mask.Apply(start ?? weight);
        var residual = mask.Apply(right.Subtract(computer.Multiply(damped, solution)));
        var scaled = Scale(residual, diagonal);
        var direction = scaled;
        var along = ColumnDots(residual, scaled);
        var goal = tolerance * Math.Sqrt(right.SquaredNorm());
        for (var i = 0; i < iterations && Math.Sqrt(residual.SquaredNorm()) > goal; i++)
        {
            var image = mask.Apply(computer.Multiply(damped, direction));
            var curvature = ColumnDots(direction, image);
            var steps = Ratio(along, curvature);
            solution = AddColumns(solution, direction, steps, 1.0);
            residual = AddColumns(residual, image, steps, -1.0);
            scaled = Scale(residual, diagonal);
            var next = ColumnDots(residual, scaled);
            direction = AddColumns(scaled, direction, Ratio(next, along), 1.0);
            along = next;
        }

        return solution.IsFinite
            ? new(SolveStatus.Solved, mask.Apply(solution), mask, ridge)
            : PrunedWeights.Failed(SolveStatus.NotFinite, ridge);
    }

    private static Matrix Scale(Matrix matrix, double[] divisors)
    {
        var result = Matrix.Uninitialised(matrix.Rows, matrix.Columns);
        for (var i = 0; i < matrix.Rows; i++)
        {
            var source = matrix.Row(i);
            var target = result.WritableRow(i);
            for (var o = 0; o < target.Length; o++)
                target[o] = source[o] / divisors[i];
        }

        return result;
    }

    private static double[] ColumnDots(Matrix a, Matrix b)
    {
        var dots = new double[a.Columns];
        for (var i = 0; i < a.Rows; i++)
        {
            var left = a.Row(i);
            var right = b.Row(i);
            for (var o = 0; o < dots.Length; o++)
                dots[o] += left[o] * right[o];
        }

        return dots;
    }

    private static double[] Ratio(double[] above, double[] below) =>
        [.. above.Zip(below, (a, b) => Math.Abs(b) < SmallestCurvature ? 0.0 : a / b)];

    private static Matrix AddColumns(Matrix matrix, Matrix other, double[] factors, double sign)
    {
        var result = Matrix.Uninitialised(matrix.Rows, matrix.Columns);
        for (var i = 0; i < matrix.Rows; i++)
        {
            var a = matrix.Row(i);
            var b = other.Row(i);
            var target = result.WritableRow(i);
            for (var o = 0; o < target.Length; o++)
                target[o] = a[o] + (sign * factors[o] * b[o]);
        }

        return result;
    }
}
