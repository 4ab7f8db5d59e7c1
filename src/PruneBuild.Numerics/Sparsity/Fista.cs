using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>
/// A lasso for every output, rounded to the exact sparsity and fitted again; λ is moved until rounding and shrinking err in balance.
/// </summary>
/// <remarks>
/// Zhao et al., FISTAPruner (arXiv 2408.03728; EMNLP 2025). No code is public, and the paper's interval for λ, [0, 10⁶] from 10⁻⁵, means
/// nothing without its scale: here λ is a share of max|R|, moved by factors of ten and then by bisection of its logarithm. A lasso draws
/// the weights that it keeps towards zero. Where features are nearly independent, a λ that makes enough zeros costs more in
/// this way than any mask gains, and one that does not is W again; so what a λ is worth is seen only after as many steps for
/// the kept weights alone, without λ.
/// </remarks>
public static class Fista
{
    /// <summary>K: steps for one λ.</summary>
    private const int Iterations = 20;

    /// <summary>At most so many λ are tried.</summary>
    private const int Rounds = 20;

    /// <summary>The bisection ends when the λ that is too large is this many times the one that is too small.</summary>
    private const double Resolution = 1.1;

    /// <summary>ξ: λ rises while rounding alone moves the outputs by more than this share of the whole error, both as norms.</summary>
    private const double RoundingShare = 0.3;

    /// <summary>λ to start with, as a share of max|R|, at which everything is zero.</summary>
    private const double FirstShrinkage = 1e-5;

    /// <summary>Minimises ½‖XW − XŴ‖²_F + λΣ|Ŵ| for several λ and keeps the rounded solution with the least error.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="gram">G = XᵀX, shape [d, d].</param>
    /// <param name="target">How many weights go.</param>
    /// <param name="scope">Among which magnitudes are compared.</param>
    /// <param name="start">Where it starts and what it must beat: SparseGPT's or Wanda's weights.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Ŵ, never with a larger error than <paramref name="start" />.</returns>
    /// <remarks>Cost forty and a few products of d²·m multiply-adds for each λ; some ten λ are tried.</remarks>
    public static PrunedWeights Prune(
        Matrix weight, Matrix gram, SparsityTarget target, SelectionScope scope, PrunedWeights start, IDenseAlgebra? algebra = null)
    {
        if (!start.IsSolved)
            return start;
        var computer = algebra ?? DenseAlgebra.Cpu;
        if (!gram.IsFinite || !weight.IsFinite)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var right = computer.Multiply(gram, weight);
        var lipschitz = SpectralNorm.Of(gram, computer);
        var largest = right.Values.IsEmpty ? 0 : Math.Max(0, WeightScores.Magnitude(right).Values.ToArray().Max());
        if (lipschitz == 0 || largest == 0)
            return start;
        var energies = gram.Diagonal();
        var wanda = WeightScores.Wanda(weight, energies);
        var (best, error) = (start, LayerError.Squared(gram, weight, start.Weight, computer));
        Consider(start.Weight, start.Mask);
        var (low, high, shrinkage) = (0.0, largest, FirstShrinkage * largest);
        var last = start.Mask;
        for (var round = 0; round < Rounds && high > Resolution * low; round++)
        {
            var solution = Minimise(gram, right, lipschitz, shrinkage, start.Weight, Iterations, computer);
            if (MaskSelection.RemoveSmallest(Scores(solution, wanda), target, scope) is not { } mask)
                return PrunedWeights.Failed(SolveStatus.NotFinite);
            var rounded = mask.Apply(solution);
            var (total, rounding) =
                (LayerError.Squared(gram, weight, rounded, computer), LayerError.Squared(gram, solution, rounded, computer));
            var isNew = last is null || !mask.Kept.SequenceEqual(last.Kept);
            if (isNew)
                Consider(rounded, mask);
            if (Math.Sqrt(rounding) > RoundingShare * Math.Sqrt(total))
                low = shrinkage;
            else
                high = shrinkage;
            shrinkage = low == 0 ? high / 10 : high == largest ? Math.Min(10 * low, 0.5 * (low + high)) : Math.Sqrt(low * high);
            last = mask;
            if (low == 0 && !isNew)
                break; // λ no longer decides anything.
        }

        return best;

        void Consider(Matrix rounded, WeightMask mask)
        {
            var fitted = Fit(gram, right, weight, energies, rounded, mask, computer);
            if (fitted.IsSolved && LayerError.Squared(gram, weight, fitted.Weight, computer) is var left && left < error)
                (best, error) = (fitted, left);
        }
    }

    /// <summary>Magnitudes; what the lasso made zero comes below them all, in the order of Wanda's scores.</summary>
    private static Matrix Scores(Matrix solution, Matrix wanda) => Matrix.Create(
        solution.Rows, solution.Columns, (i, o) => solution[i, o] == 0 ? -1 / (1 + wanda[i, o]) : Math.Abs(solution[i, o]));

    /// <summary>
    /// The kept weights, those that the lasso made zero too, after as many steps again. A feature that is always zero keeps its weight.
    /// </summary>
    private static PrunedWeights Fit(
        Matrix gram, Matrix right, Matrix weight, double[] energies, Matrix rounded, WeightMask mask, IDenseAlgebra algebra)
    {
        var start = Matrix.Create(weight.Rows, weight.Columns, (i, o) => energies[i] == 0 ? weight[i, o] : rounded[i, o]);
        return MaskedConjugateGradients.Solve(gram, weight, mask, 0, start, right, Iterations, algebra: algebra);
    }

    /// <summary>FISTA: proximal gradient steps of 1/L with Nesterov's momentum.</summary>
    internal static Matrix Minimise(
        Matrix gram, Matrix right, double lipschitz, double shrinkage, Matrix start, int iterations, IDenseAlgebra algebra)
    {
        var (current, ahead, momentum) = (start, start, 1.0);
        for (var i = 0; i < iterations; i++)
        {
            var next = SoftThreshold(ahead.AddScaled(-1 / lipschitz, algebra.Multiply(gram, ahead).Subtract(right)), shrinkage / lipschitz);
            var following = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
            ahead = next.AddScaled((momentum - 1) / following, next.Subtract(current));
            (current, momentum) = (next, following);
        }

        return current;
    }

    /// <summary>sign(v)·max(|v| − τ, 0), element by element.</summary>
    internal static Matrix SoftThreshold(Matrix values, double threshold)
    {
        var result = Matrix.Uninitialised(values.Rows, values.Columns);
        for (var i = 0; i < result.Storage.Length; i++)
        {
            var value = values.Storage[i];
            result.Storage[i] = value > threshold ? value - threshold : value < -threshold ? value + threshold : 0.0;
        }

        return result;
    }
}
