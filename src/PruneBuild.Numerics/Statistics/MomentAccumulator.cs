using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Statistics;

/// <summary>Adds up moments batch by batch. Data is single precision, sums are double; the caller's order of batches fixes every bit.</summary>
/// <remarks>Mutable, unlike almost everything else, because a sum over a stream is; not for several threads at once.</remarks>
/// <param name="features">d ≥ 1.</param>
/// <param name="targets">m: outputs to correlate with, 0 for none.</param>
public sealed class MomentAccumulator(int features, int targets = 0)
{
    private readonly double[] gram = new double[checked(features * features)];
    private readonly double[] sum = new double[features];
    private readonly double[] cross = new double[checked(features * targets)];
    private readonly double[] targetSum = new double[targets];
    private long count;

    /// <summary>Adds the moments of one batch that were computed elsewhere, for instance inside the model's own graph.</summary>
    /// <param name="rows">Rows (tokens, positions) of the batch.</param>
    /// <param name="batchGram">FᵀF, shape [d, d]; only its lower triangle is used.</param>
    /// <param name="batchSum">Σ f, length d.</param>
    /// <param name="batchCross">FᵀZ, shape [d, m]; empty without targets.</param>
    /// <param name="batchTargetSum">Σ z, length m; empty without targets.</param>
    public void Add(
        long rows,
        ReadOnlySpan<float> batchGram,
        ReadOnlySpan<float> batchSum,
        ReadOnlySpan<float> batchCross = default,
        ReadOnlySpan<float> batchTargetSum = default)
    {
        AddTo(gram, batchGram, nameof(batchGram));
        AddTo(sum, batchSum, nameof(batchSum));
        AddTo(cross, batchCross, nameof(batchCross));
        AddTo(targetSum, batchTargetSum, nameof(batchTargetSum));
        count += rows;
    }

    /// <summary>Adds the moments of these rows; the products are formed in double.</summary>
    /// <param name="featureRows">F, row after row, shape [n, d].</param>
    /// <param name="targetRows">Z, row after row, shape [n, m]; empty without targets.</param>
    public void AddRows(ReadOnlySpan<float> featureRows, ReadOnlySpan<float> targetRows = default)
    {
        var rows = featureRows.Length / features;
        var f = Matrix.FromRowMajor(rows, features, featureRows);
        var z = Matrix.FromRowMajor(rows, targets, targetRows);
        var threads = Environment.ProcessorCount;
        var transposed = Block.Of(f).Transposed;
        Product.Add(new Block(gram, 0, features, 1, features, features), 1.0, transposed, Block.Of(f), Part.Lower, threads);
        Product.Add(new Block(cross, 0, targets, 1, features, targets), 1.0, transposed, Block.Of(z), Part.All, threads);
        for (var i = 0; i < rows; i++)
        {
            Vectors.AddScaled(sum, 1.0, f.Row(i));
            Vectors.AddScaled(targetSum, 1.0, z.Row(i));
        }
        count += rows;
    }

    /// <summary>Adds moments that another accumulator summed, for instance over another part of the data.</summary>
    public void Add(Moments other)
    {
        var (otherCross, otherTargetSum) = targets == 0 ? (Matrix.Zero(features, 0), []) : other.RequireTarget();
        AddTo(gram, other.Gram.Values, nameof(other));
        AddTo(sum, other.Sum, nameof(other));
        AddTo(cross, otherCross.Values, nameof(other));
        AddTo(targetSum, otherTargetSum, nameof(other));
        count += other.Count;
    }

    /// <summary>What was summed so far.</summary>
    public Moments ToMoments()
    {
        var symmetric = Symmetry.MirrorLower(Matrix.FromRowMajor(features, features, gram), threads: 1);
        return targets == 0
            ? new(count, symmetric, [.. sum])
            : new(count, symmetric, [.. sum], Matrix.FromRowMajor(features, targets, cross), [.. targetSum]);
    }

    private static void AddTo(double[] sums, ReadOnlySpan<float> values, string name)
    {
        RequireLength(sums, values.Length, name);
        for (var i = 0; i < sums.Length; i++)
            sums[i] += values[i];
    }

    private static void AddTo(double[] sums, ReadOnlySpan<double> values, string name)
    {
        RequireLength(sums, values.Length, name);
        Vectors.AddScaled(sums, 1.0, values);
    }

    private static void RequireLength(double[] sums, int length, string name)
    {
        if (length != sums.Length)
            throw new ArgumentException($"{length} values were given where {sums.Length} are summed.", name);
    }
}
