using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>One factor for each output or feature of a thinned layer: so few numbers that little data determines them.
/// Zeros stay.</summary>
public static class LayerScales
{
    /// <summary>Minimises ‖X(W − Ŵ·diag(a))‖²_F over a.</summary>
    /// <param name="gram">G = XᵀX, shape [d, d].</param>
    /// <param name="weight">W, shape [d, m].</param>
    /// <param name="pruned">Ŵ, shape [d, m].</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>a = ⟨(GW)_o, Ŵ_o⟩ / ⟨(GŴ)_o, Ŵ_o⟩, length m; 1 for an output that puts out nothing.</returns>
    public static double[] OfOutputs(Matrix gram, Matrix weight, Matrix pruned, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var (goal, present) = (computer.Multiply(gram, weight), computer.Multiply(gram, pruned));
        var (along, energy) = (new double[weight.Columns], new double[weight.Columns]);
        for (var i = 0; i < weight.Rows; i++)
            for (var o = 0; o < along.Length; o++)
            {
                along[o] += goal[i, o] * pruned[i, o];
                energy[o] += present[i, o] * pruned[i, o];
            }

        return [.. along.Zip(energy, (above, below) => below > 0 ? above / below : 1.0)];
    }

    /// <summary>Minimises ‖X(W − diag(γ)·Ŵ)‖²_F + λ‖γ − 1‖² over γ.</summary>
    /// <param name="gram">G.</param>
    /// <param name="weight">W.</param>
    /// <param name="pruned">Ŵ.</param>
    /// <param name="ridgePerDiagonal">λ per mean diagonal of the system below.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>γ, length d; null when the system has no solution. A feature whose weights all went, or that is always zero, has no say:
    /// 1.</returns>
    /// <remarks>[(ŴŴᵀ) ∘ G + λI]γ = diag(Ŵ(GW)ᵀ) + λ, ∘ element by element: positive semidefinite by Schur's product theorem.</remarks>
    public static double[]? OfFeatures(Matrix gram, Matrix weight, Matrix pruned, double ridgePerDiagonal, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var goal = computer.Multiply(gram, weight);
        var rows = computer.Multiply(pruned, pruned.Transpose());
        var system = Matrix.Create(gram.Rows, gram.Columns, (i, j) => rows[i, j] * gram[i, j]);
        var damped = DampedGram.Of(system, ridgePerDiagonal, reversed: false, computer);
        if (damped.Status != SolveStatus.Solved)
            return null;
        var right = Matrix.Create(gram.Rows, 1, (i, _) => damped.Ridge + Along(goal, pruned, i));
        var factors = damped.Factor.Solve(right, computer).Values.ToArray();
        for (var i = 0; i < factors.Length; i++)
            factors[i] = damped.Dead[i] ? 1 : factors[i];
        return factors.All(double.IsFinite) ? factors : null;
    }

    private static double Along(Matrix goal, Matrix pruned, int row)
    {
        var sum = 0.0;
        for (var o = 0; o < goal.Columns; o++)
            sum += goal[row, o] * pruned[row, o];
        return sum;
    }
}
