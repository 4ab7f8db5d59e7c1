using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Exchanges weights of an output until its mean error is about zero: dynamic sparse, no training.</summary>
/// <remarks>
/// Zhang et al., DSnoT (ICLR 2024). Published with up to fifty swaps an output, which on a layer of 64 features multiplies the squared
/// error thirtyfold; here at most max(1, d/64) swaps, and an output whose squared error does not fall keeps its mask. A bias correction
/// makes the mean error zero for free, and <see cref="MaskSwaps" /> lowers the squared error itself.
/// </remarks>
public static class MeanSwaps
{
    /// <summary>Share of an output's root mean square that its mean error may be: for outputs about one the published 0.1, and the same
    /// mask whatever unit the data has.</summary>
    private const double SettledShare = 0.1;

    private const int FeaturesPerSwap = 64;

    /// <summary>Swaps towards a mean error of zero.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="moments">n, G and s of the features.</param>
    /// <param name="mask">Where to start.</param>
    /// <param name="target">Swaps stay within the groups of a pattern, and what it says is not there stays away; null for neither.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    public static PrunedWeights Improve(
        Matrix weight, SecondMoments moments, WeightMask mask, SparsityTarget? target = null, IDenseAlgebra? algebra = null)
    {
        if (!weight.IsFinite || !moments.Gram.IsFinite)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var variance = moments.Variance();
        var norms = Array.ConvertAll(moments.Gram.Diagonal(), Math.Sqrt);
        var kept = (bool[])mask.Storage.Clone();
        var energies = LayerError.OfOutputs(moments.Gram, Matrix.Zero(weight.Rows, weight.Columns), weight, algebra);
        for (var output = 0; output < weight.Columns; output++)
            Improve(weight, moments, variance, norms, target, kept, output, SettledShare * Math.Sqrt(energies[output] / moments.Count));
        var moved = new WeightMask(weight.Rows, weight.Columns, kept);
        var before = LayerError.OfOutputs(moments.Gram, weight, mask.Apply(weight), algebra);
        var after = LayerError.OfOutputs(moments.Gram, weight, moved.Apply(weight), algebra);
        var chosen = new bool[kept.Length];
        for (var i = 0; i < kept.Length; i++)
            chosen[i] = after[i % weight.Columns] < before[i % weight.Columns] ? kept[i] : mask.Storage[i];
        var better = new WeightMask(weight.Rows, weight.Columns, chosen);
        return new(SolveStatus.Solved, better.Apply(weight), better);
    }

    private static void Improve(
        Matrix weight, SecondMoments moments, double[] variance, double[] norms, SparsityTarget? target,
        bool[] kept, int output, double settled)
    {
        var d = weight.Rows;
        var pattern = target as SparsityTarget.Pattern;
        var error = Enumerable.Range(0, d).Where(j => !Kept(j)).Sum(Mean);
        for (var swaps = Math.Max(1, d / FeaturesPerSwap); swaps > 0 && Math.Abs(error) > settled; swaps--)
        {
            var sign = Math.Sign(error);
            var regrown = Enumerable.Range(0, d).Where(j => !Kept(j) && variance[j] > 0 && target?.Present?[j, output] != false)
                .OrderByDescending(j => sign * Mean(j) / variance[j]).ThenBy(j => j).FirstOrDefault(-1);
            if (regrown < 0)
                return;
            var removed = Enumerable.Range(0, d)
                .Where(j => Kept(j) && Math.Sign(Mean(j)) == -sign && (pattern is null || pattern.GroupOf(j) == pattern.GroupOf(regrown)))
                .OrderBy(j => Math.Abs(weight[j, output]) * norms[j]).ThenBy(j => j).FirstOrDefault(-1);
            if (removed < 0)
                return;
            (kept[(regrown * weight.Columns) + output], kept[(removed * weight.Columns) + output]) = (true, false);
            error += Mean(removed) - Mean(regrown);
        }

        bool Kept(int j) => kept[(j * weight.Columns) + output];

        double Mean(int j) => weight[j, output] * moments.Sum[j] / moments.Count;
    }
}
