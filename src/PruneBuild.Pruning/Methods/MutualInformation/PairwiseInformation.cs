using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Methods.MutualInformation;

/// <summary>Second-order entropies of all units and all pairs of them, as one matrix product.</summary>
/// <remarks>
/// With α = 2 and P_u = K_u ∘ K_u, S(u) = −log₂ mean P_u and S(u, v) = −log₂ mean (P_u ∘ P_v): all joint entropies are the Gram matrix of
/// the vectors P_u. Cost O(n²·units²) multiplications in the product, O(n²·units) exponentials; the n² pairs pass in pieces.
/// </remarks>
public sealed class PairwiseInformation
{
    private const int PairsAtOnce = 4096;

    private readonly Matrix joint;

    private PairwiseInformation(Matrix joint) => this.joint = joint;

    /// <summary>Entropies from standardised activations.</summary>
    /// <param name="units">For each unit its features, each n values; distances are means over a unit's features.</param>
    /// <param name="bandwidth">σ &gt; 0.</param>
    public static PairwiseInformation Of(double[][][] units, double bandwidth)
    {
        var n = units[0][0].Length;
        var pairs = (from i in Enumerable.Range(0, n) from j in Enumerable.Range(i + 1, n - i - 1) select (i, j)).ToArray();
        var (gram, sums) = (Matrix.Zero(units.Length, units.Length), new double[units.Length]);
        foreach (var piece in pairs.Chunk(PairsAtOnce))
        {
            var kernels = SquaredKernels(units, piece, bandwidth);
            gram = gram.Add(DenseAlgebra.Cpu.Gram(kernels));
            AddColumnSums(kernels, sums);
        }

        // Every pair (i, j) stands for (j, i) too, and the n pairs (i, i) are one.
        double count = (double)n * n;
        return new PairwiseInformation(Matrix.Create(units.Length, units.Length, (k, l) => k == l
            ? -Math.Log2((n + (2 * sums[k])) / count)
            : -Math.Log2((n + (2 * gram[k, l])) / count)));
    }

    /// <summary>S(u), in bits.</summary>
    public double Entropy(int unit) => joint[unit, unit];

    /// <summary>I(u; v) = S(u) + S(v) − S(u, v), in bits.</summary>
    public double Information(int left, int right) => joint[left, left] + joint[right, right] - joint[left, right];

    /// <summary>What a unit says that another does not, S(u, v) − S(v), in bits; not below 0.</summary>
    public double Unshared(int unit, int given) => Math.Max(0, joint[unit, given] - joint[given, given]);

    private static Matrix SquaredKernels(double[][][] units, (int I, int J)[] pairs, double bandwidth)
    {
        var values = new double[pairs.Length * units.Length];
        for (var pair = 0; pair < pairs.Length; pair++)
        {
            var (i, j) = pairs[pair];
            for (var unit = 0; unit < units.Length; unit++)
                values[(pair * units.Length) + unit] = Math.Exp(-SquaredDistance(units[unit], i, j) / (bandwidth * bandwidth));
        }

        return Matrix.Adopt(pairs.Length, units.Length, values);
    }

    /// <summary>Mean over a unit's features of (z_i − z_j)².</summary>
    internal static double SquaredDistance(double[][] features, int i, int j)
    {
        var sum = 0.0;
        foreach (var feature in features)
            sum += (feature[i] - feature[j]) * (feature[i] - feature[j]);
        return sum / features.Length;
    }

    private static void AddColumnSums(Matrix matrix, double[] sums)
    {
        for (var row = 0; row < matrix.Rows; row++)
        {
            var values = matrix.Row(row);
            for (var column = 0; column < sums.Length; column++)
                sums[column] += values[column];
        }
    }
}
