using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Solvers;

/// <summary>(G_SS + λI) V = R_S + λV₀, with features that never vary left out.</summary>
/// <remarks>A feature that is always zero says nothing about its weight: its row of V stays at V₀ (zero without V₀),
/// the limit for λ → 0.</remarks>
internal sealed class NormalEquations
{
    private readonly int[] live;
    private readonly Matrix gram;
    private readonly Matrix cross;
    private readonly Matrix anchor;
    private readonly IDenseAlgebra algebra;

    /// <param name="gram">G_SS.</param>
    /// <param name="cross">R_S.</param>
    /// <param name="anchor">V₀, or null for zero.</param>
    /// <param name="smallestEnergies">For each kept feature, the G_jj up to which it counts as dead.</param>
    /// <param name="algebra">Who computes.</param>
    public NormalEquations(Matrix gram, Matrix cross, Matrix? anchor, double[] smallestEnergies, IDenseAlgebra algebra)
    {
        var energies = gram.Diagonal();
        // "Not dead" rather than "live", so that NaN counts as live and is found; centring may leave a little less than zero.
        live = [.. Enumerable.Range(0, energies.Length).Where(j => !(Math.Abs(energies[j]) <= smallestEnergies[j]))];
        this.gram = live.Length == gram.Rows ? gram : gram.PrincipalSubmatrix(live);
        this.cross = live.Length == gram.Rows ? cross : cross.SelectRows(live);
        this.anchor = anchor ?? Matrix.Zero(cross.Rows, cross.Columns);
        this.algebra = algebra;
        MeanEnergy = live.Length == 0 ? 0.0 : live.Sum(j => energies[j]) / live.Length;
    }

    /// <summary>mean(diag G) over the features that are not dead.</summary>
    public double MeanEnergy { get; }

    public Refit Solve(double ridge)
    {
        if (!gram.IsFinite || !cross.IsFinite || !anchor.IsFinite || !double.IsFinite(ridge))
            return new(SolveStatus.NotFinite, null, ridge);
        var factor = algebra.FactoriseInPlace(gram.AddToDiagonal(ridge));
        if (!factor.IsSolved)
            return new(factor.Status, null, ridge);
        var solution = factor.Solve(cross.AddScaled(ridge, anchor.SelectRows(live)), algebra);
        return solution.IsFinite ? new(SolveStatus.Solved, Spread(solution), ridge) : new(SolveStatus.NotFinite, null, ridge);
    }

    private Matrix Spread(Matrix solution)
    {
        if (live.Length == anchor.Rows)
            return solution;
        var values = anchor.Values.ToArray();
        for (var i = 0; i < live.Length; i++)
            solution.Row(i).CopyTo(values.AsSpan(live[i] * anchor.Columns));
        return Matrix.Adopt(anchor.Rows, anchor.Columns, values);
    }
}
