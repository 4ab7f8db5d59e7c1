using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Mask and weights at once, by the alternating direction method of multipliers with a rising penalty.</summary>
/// <remarks>Meng, Behdin, Wang, Mazumder, ALPS: Improved Optimization for Highly Sparse One-Shot Pruning for Large Language Models (NeurIPS
/// 2024), algorithm 1. The support that it settles on is refit exactly, where the paper takes ten steps of conjugate gradients.</remarks>
public static class Alps
{
    /// <summary>δ: damping per mean(diag G). This and what follows are the settings of the published code.</summary>
    private const double RidgePerDiagonal = 0.01;

    /// <summary>ρ to start with, where every feature has energy 1.</summary>
    private const double FirstPenalty = 0.1;

    private const double LargestPenalty = 1e6;

    private const int MostIterations = 300;

    /// <summary>Iterations between two looks at the support.</summary>
    private const int CheckEvery = 3;

    private const double LargeChange = 0.1;

    private const double Change = 0.005;

    private const double SettledChange = 3e-4;

    private const int SettlesAfter = 30;

    /// <summary>Minimises ‖XW − XŴ‖²_F + λ‖Ŵ − W‖²_F over masks of that sparsity and weights on them, approximately.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="gram">G = XᵀX, shape [d, d].</param>
    /// <param name="target">How many weights go.</param>
    /// <param name="scope">Among which they are compared; the paper's is the layer.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Ŵ and its mask; or a status. Weights of features that are always zero go first, whatever λ makes of them,
    /// and those that need not go stay as they are.</returns>
    /// <remarks>One eigendecomposition, then 2d²·m multiply-adds an iteration, 30 to 100 iterations as a rule.</remarks>
    public static PrunedWeights Prune(
        Matrix weight, Matrix gram, SparsityTarget target, SelectionScope scope = SelectionScope.Layer, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        if (!weight.IsFinite || !gram.IsFinite)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var energies = gram.Diagonal();
        var ridge = energies.Length == 0 ? 0 : RidgePerDiagonal * energies.Average();
        var unit = UnitDiagonal.Of(gram, ridge);
        var eigen = computer.DecomposeSymmetric(unit.Gram);
        if (!eigen.IsSolved)
            return PrunedWeights.Failed(eigen.Status, ridge);
        var found = Search(unit, unit.In(weight), eigen, target, scope, computer);
        return found is null
            ? PrunedWeights.Failed(SolveStatus.NotFinite, ridge)
            : MaskRefit.Solve(gram, weight, found.Value.Mask, RidgePerDiagonal, unit.Out(found.Value.Weight), null, computer);
    }

    /// <summary>B = (A + ρI)⁻¹(R − V + ρD), D = P(B + V/ρ), V ← V + ρ(B − D), with ρ rising as the support settles.</summary>
    private static (WeightMask Mask, Matrix Weight)? Search(
        UnitDiagonal unit, Matrix dense, SymmetricEigen eigen, SparsityTarget target, SelectionScope scope, IDenseAlgebra algebra)
    {
        var (penalty, startPenalty, settling) = (FirstPenalty, FirstPenalty, false);
        var right = algebra.Multiply(unit.Gram, dense);
        var (free, dual) = (dense, Matrix.Zero(dense.Rows, dense.Columns));
        if (Project(dense) is not { } support)
            return null;
        var (sparse, seen) = (support.Apply(dense), support);
        for (var i = 1; i <= MostIterations; i++)
        {
            free = Solve(eigen, right.Subtract(dual).AddScaled(penalty, sparse), penalty, algebra);
            var shifted = free.AddScaled(1 / penalty, dual);
            if (Project(shifted) is not { } projected)
                return null;
            (support, sparse) = (projected, projected.Apply(shifted));
            dual = dual.AddScaled(penalty, free.Subtract(sparse));
            if (i % CheckEvery != 0)
                continue;
            var change = (double)Difference(support, seen) / Math.Max(1, support.KeptCount);
            seen = support;
            if (settling && (change == 0 || (i > SettlesAfter && change < SettledChange)))
                break;
            if (change >= Change || settling)
            {
                settling = true;
                penalty = Math.Min(LargestPenalty, penalty * (change >= LargeChange ? 1.3 : change >= Change ? 1.2 : 1.1));
                continue;
            }

            // Nothing has moved yet: the penalty was too large to begin with.
            penalty = startPenalty /= 5;
            (dual, seen) = (Matrix.Zero(dense.Rows, dense.Columns), Project(dense)!);
            sparse = seen.Apply(dense);
        }

        return Project(free) is { } last ? (last, last.Apply(free)) : null;

        WeightMask? Project(Matrix values) => MaskSelection.RemoveSmallest(unit.Scores(values), target, scope);
    }

    /// <summary>(A + ρI)⁻¹B = Q (Λ + ρ)⁻¹ Qᵀ B.</summary>
    private static Matrix Solve(SymmetricEigen eigen, Matrix right, double penalty, IDenseAlgebra algebra)
    {
        var along = algebra.TransposedMultiply(eigen.Vectors!, right);
        for (var i = 0; i < along.Rows; i++)
            foreach (ref var value in along.WritableRow(i))
                value /= Math.Max(0, eigen.Values![i]) + penalty;
        return algebra.Multiply(eigen.Vectors!, along);
    }

    private static int Difference(WeightMask a, WeightMask b)
    {
        var count = 0;
        for (var i = 0; i < a.Storage.Length; i++)
            count += a.Storage[i] != b.Storage[i] ? 1 : 0;
        return count;
    }
}
