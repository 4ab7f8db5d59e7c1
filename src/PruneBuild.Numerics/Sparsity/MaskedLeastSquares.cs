using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The best weights for a mask that is given: every output is a least-squares problem of its own.</summary>
public static class MaskedLeastSquares
{
    private static readonly double[] Ladder = [0.01, 0.03, 0.1, 0.3, 1.0];

    /// <summary>Minimises ‖Z − X̂Ŵ‖²_F + λ‖Ŵ − W‖²_F over Ŵ that is zero off the mask.</summary>
    /// <param name="gram">G = X̂ᵀX̂, shape [d, d], symmetric PSD.</param>
    /// <param name="weight">W, shape [d, m]: where λ pulls to, never towards zero.</param>
    /// <param name="mask">What stays.</param>
    /// <param name="ridgePerDiagonal">λ per mean(diag G).</param>
    /// <param name="cross">R = X̂ᵀZ, shape [d, m]; null for Z = X̂W, what the layer gave before.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Ŵ. Where Cholesky fails, λ of that output rises by steps up to mean(diag G); the largest λ is reported. A kept feature that
    /// is always zero keeps its weight. <see cref="SolveStatus.NotFinite" /> for NaN, never an exception.</returns>
    /// <remarks>(G_SS + λI) ŵ_S = (R + λW)_S for each output. Cost Σ|S|³/6 multiply-adds;
    /// one output a task, so that threads never change a bit.</remarks>
    public static PrunedWeights Solve(
        Matrix gram, Matrix weight, WeightMask mask, double ridgePerDiagonal, Matrix? cross = null, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        if (!gram.IsFinite || !weight.IsFinite || cross?.IsFinite == false)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var right = (cross ?? computer.Multiply(gram, weight)).Transpose();
        var anchors = weight.Transpose();
        var result = Matrix.Zero(weight.Columns, weight.Rows);
        var energies = gram.Diagonal();
        var mean = energies.Length == 0 ? 0 : energies.Sum() / energies.Length;
        var ridges = new double[weight.Columns];
        Tasks.Run(weight.Columns, ThreadCount.Of(computer), output => ridges[output] = SolveOutput(
            gram, right.Row(output), anchors.Row(output), mask.KeptOf(output), energies, ridgePerDiagonal,
            mean, result.WritableRow(output)));
        if (ridges.Any(double.IsNaN))
            return PrunedWeights.Failed(SolveStatus.NotPositiveDefinite, mean);
        var solved = result.Transpose();
        return solved.IsFinite
            ? new(SolveStatus.Solved, mask.Apply(solved), mask, ridges.DefaultIfEmpty(0).Max())
            : PrunedWeights.Failed(SolveStatus.NotFinite);
    }

    /// <summary>Fills a row of Ŵᵀ; returns λ, or NaN when no λ up to the largest would do.</summary>
    private static double SolveOutput(
        Matrix gram, ReadOnlySpan<double> right, ReadOnlySpan<double> anchor, int[] kept, double[] energies, double share, double mean,
        Span<double> target)
    {
        foreach (var feature in kept)
            target[feature] = anchor[feature];
        int[] live = [.. kept.Where(feature => energies[feature] != 0)];
        if (live.Length == 0)
            return share * mean;
        foreach (var tried in Ladder.Where(step => step > share).Prepend(share))
        {
            var damped = gram.PrincipalSubmatrix(live);
            var smallest = new double[live.Length];
            var solution = Matrix.Zero(live.Length, 1);
            for (var i = 0; i < live.Length; i++)
            {
                damped.WritableRow(i)[i] += tried * mean;
                smallest[i] = damped[i, i] * Factorisations.Cholesky.SmallestPivotShare;
                solution.Storage[i] = right[live[i]] + (tried * mean * anchor[live[i]]);
            }

            if (!CholeskyFactorisation.TryFactorise(Block.Of(damped), smallest, threads: 1))
                continue;
            SolveColumn(damped, solution.Storage);
            for (var i = 0; i < live.Length; i++)
                target[live[i]] = solution.Storage[i];
            return tried * mean;
        }

        return double.NaN;
    }

    /// <summary>x ← L⁻ᵀL⁻¹x, by rows of L both ways: one right side is too thin for the blocked kernels.</summary>
    private static void SolveColumn(Matrix lower, double[] x)
    {
        for (var i = 0; i < x.Length; i++)
        {
            var row = lower.Row(i);
            x[i] = (x[i] - Vectors.Dot(row[..i], x)) / row[i];
        }

        for (var i = x.Length - 1; i >= 0; i--)
        {
            var row = lower.Row(i);
            x[i] /= row[i];
            Vectors.AddScaled(x.AsSpan(0, i), -x[i], row[..i]);
        }
    }
}
