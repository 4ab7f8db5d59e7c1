using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The state of one sweep. W lies feature by feature, so that one step serves many outputs with one
/// vector instruction each.</summary>
/// <remarks>
/// With H = LᵀL, L lower, the loss of an output is ‖Lδ‖², δ = w − ŵ. Once the features before a block B are settled, it is least where
/// L_BB δ_B + p_B = 0, p the pull L_B,before δ_before of what they lost: so the present weights of the block are w_B + L_BB⁻¹ p_B.
/// Within a block the steps are those of algorithm 1, because the factor U of its H⁻¹ = UᵀU is L⁻ᵀ, and the diagonal blocks of that
/// are inverses of diagonal blocks.
/// </remarks>
internal sealed class SparseGptSweep
{
    /// <summary>Outputs of a task: their part of a block of features stays in the second-level cache.</summary>
    private const int TaskOutputs = 64;

    /// <summary>Features whose errors are pushed into later ones of the block together.</summary>
    private const int StripFeatures = 16;

    private readonly Matrix weight;
    private readonly Block factor;
    private readonly bool[] dead;
    private readonly SparsityTarget? target;
    private readonly WeightMask? present;
    private readonly int[] blocks;
    private readonly int threads;

    /// <summary>L_BB⁻¹ of each block B.</summary>
    private readonly Matrix[] inverses;

    /// <summary>p of features that are to come, δ of those that are done.</summary>
    private readonly Matrix change;
    private readonly Matrix result;
    private readonly bool[] kept;
    private readonly double[] losses;

    /// <summary>Of the weights of a block, where they are compared with each other.</summary>
    private readonly double[] blockScores;

    /// <param name="weight">W.</param>
    /// <param name="factor">L of H = LᵀL.</param>
    /// <param name="dead">Features whose weights cost nothing.</param>
    /// <param name="target">How many weights of a block of features go; null when a mask is given.</param>
    /// <param name="mask">What stays; null when it is to be found.</param>
    /// <param name="blocks">Where blocks begin, and the end: features whose weights are compared together.
    /// No group of a pattern is in two.</param>
    /// <param name="threads">How many threads may work at once.</param>
    public SparseGptSweep(Matrix weight, Block factor, bool[] dead, SparsityTarget? target, WeightMask? mask, int[] blocks, int threads)
    {
        (this.weight, this.factor, this.dead, this.target, this.blocks, this.threads) = (weight, factor, dead, target, blocks, threads);
        present = target?.Present;
        inverses = new Matrix[blocks.Length - 1];
        change = Matrix.Zero(weight.Rows, weight.Columns, threads);
        result = weight.Copy(threads);
        kept = mask is null ? new bool[weight.Rows * weight.Columns] : mask.Kept.ToArray();
        losses = new double[weight.Columns];
        var largest = target is SparsityTarget.Share ? blocks.Skip(1).Zip(blocks, (end, start) => end - start).DefaultIfEmpty().Max() : 0;
        blockScores = new double[largest * weight.Columns];
    }

    /// <summary>Every feature in order.</summary>
    /// <param name="ridge">λ that is in H.</param>
    public PrunedWeights Run(double ridge)
    {
        Tasks.Run(inverses.Length, threads, i => inverses[i] = InverseOfBlock(blocks[i], blocks[i + 1] - blocks[i]));
        Sweep(0, blocks.Length - 1);
        return result.AreFinite(threads)
            ? new(SolveStatus.Solved, result, new WeightMask(weight.Rows, weight.Columns, kept), ridge, losses.Sum())
            : PrunedWeights.Failed(SolveStatus.NotFinite, ridge);
    }

    /// <summary>The blocks first..last, last not among them; p of their features is due to features before them only.</summary>
    /// <remarks>By halving: the pull on later features comes in products as deep as they can be,
    /// so that p passes the cache a few times only.</remarks>
    private void Sweep(int first, int last)
    {
        if (last - first <= 1)
        {
            Prune(blocks[first], blocks[last], inverses[first]);
            return;
        }

        var half = first + ((last - first) / 2);
        var (start, middle, end) = (blocks[first], blocks[half], blocks[last]);
        Sweep(first, half);
        var outputs = weight.Columns;
        var all = Block.Of(change);
        Product.Add(
            all.Slice(middle, 0, end - middle, outputs), 1.0, factor.Slice(middle, start, end - middle, middle - start),
            all.Slice(start, 0, middle - start, outputs), Part.All, threads);
        Sweep(half, last);
    }

    private void Prune(int start, int end, Matrix inverse)
    {
        var (size, outputs) = (end - start, weight.Columns);
        Product.Add(
            Block.Of(result).Slice(start, 0, size, outputs), 1.0, Block.Of(inverse),
            Block.Of(change).Slice(start, 0, size, outputs), Part.All, threads);
        if (target is SparsityTarget.Share share)
            Select(start, end, share.RemovedOf(outputs * size));
        Tasks.Run((outputs + TaskOutputs - 1) / TaskOutputs, threads, task =>
        {
            var first = task * TaskOutputs;
            Prune(start, end, first, Math.Min(TaskOutputs, outputs - first), inverse);
        });
    }

    /// <summary>L_BB⁻¹, with zeros above the diagonal.</summary>
    private Matrix InverseOfBlock(int start, int size)
    {
        var inverse = Matrix.Zero(size, size);
        for (var i = 0; i < size; i++)
            for (var j = 0; j <= i; j++)
                inverse.Storage[(i * size) + j] = factor.At(start + i, start + j);
        TriangularInverse.Invert(Block.Of(inverse), threads: 1);
        return inverse;
    }

    private void Select(int start, int end, int count)
    {
        var outputs = weight.Columns;
        var scores = blockScores.AsSpan(0, (end - start) * outputs);
        Tasks.Run(end - start, threads, i => Score(start + i, 0, blockScores.AsSpan(i * outputs, outputs)));
        var flags = kept.AsSpan(start * outputs, scores.Length);
        flags.Fill(true);
        MaskSelection.RemoveSmallest(scores, count, flags, outputs);
        for (var i = 0; i < flags.Length && present is not null; i++)
            flags[i] &= present.Kept[(start * outputs) + i];
    }

    private bool IsPresent(int feature, int output) => present is null || present[feature, output];

    /// <summary>What it costs to make the present weights of a feature zero; those of a dead feature cost nothing,
    /// and those that were gone before less.</summary>
    private void Score(int feature, int first, Span<double> scores)
    {
        var pivot = dead[feature] ? 0 : factor.At(feature, feature);
        var row = result.Row(feature).Slice(first, scores.Length);
        for (var o = 0; o < scores.Length; o++)
        {
            var error = row[o] * pivot;
            scores[o] = IsPresent(feature, first + o) ? error * error : -1;
        }
    }

    /// <summary>The same features for <paramref name="count" /> outputs from <paramref name="first" />.</summary>
    /// <remarks>Features after a strip take its errors at once, in the order of its features: the same sums, and a strip's errors
    /// stay in the first-level cache.</remarks>
    private void Prune(int start, int end, int first, int count, Matrix inverse)
    {
        var pattern = target as SparsityTarget.Pattern;
        var scores = new double[(pattern?.Of ?? 0) * count];
        var errors = new double[Math.Max(StripFeatures, pattern?.Of ?? 0) * count];
        for (int strip = start, next; strip < end; strip = next)
        {
            next = EndOfStrip(strip, end, pattern);
            for (int i = strip, group = strip; i < next; i++)
            {
                if (pattern is not null && i == group)
                {
                    var size = pattern.SizeAt(i, weight.Rows);
                    SelectGroup(i, size, pattern, first, scores);
                    group += size;
                }

                var lost = errors.AsSpan((i - strip) * count, count);
                Remove(i, first, lost);
                for (var j = i + 1; j < next; j++)
                    Vectors.AddScaled(result.WritableRow(j).Slice(first, count), -inverse[j - start, i - start], lost);
            }

            for (var j = next; j < end; j++)
                Vectors.SubtractScaled(
                    result.WritableRow(j).Slice(first, count), inverse.Row(j - start)[(strip - start)..(next - start)], errors);
        }
    }

    /// <summary>As many whole groups as fit in a strip, one at least.</summary>
    private int EndOfStrip(int start, int end, SparsityTarget.Pattern? pattern)
    {
        if (pattern is null)
            return Math.Min(end, start + StripFeatures);
        var next = start;
        do
            next += pattern.SizeAt(next, weight.Rows);
        while (next < end && next + pattern.SizeAt(next, weight.Rows) - start <= StripFeatures);
        return next;
    }

    /// <summary>Settles the weights of one feature: δ takes the place of p.</summary>
    private void Remove(int feature, int first, Span<double> errors)
    {
        var value = result.WritableRow(feature).Slice(first, errors.Length);
        var flags = kept.AsSpan((feature * weight.Columns) + first, errors.Length);
        var sums = losses.AsSpan(first, errors.Length);
        var pivot = factor.At(feature, feature);
        for (var o = 0; o < errors.Length; o++)
        {
            errors[o] = flags[o] ? 0.0 : value[o] * pivot;
            value[o] = flags[o] ? value[o] : 0.0;
            sums[o] += errors[o] * errors[o];
        }

        var old = weight.Row(feature).Slice(first, errors.Length);
        var lost = change.WritableRow(feature).Slice(first, errors.Length);
        for (var o = 0; o < errors.Length; o++)
            lost[o] = old[o] - value[o];
    }

    /// <summary>Chooses among the present weights of the M features from <paramref name="start" />.</summary>
    /// <param name="start">The first of them.</param>
    /// <param name="size">How many there are: M, or fewer at the end.</param>
    /// <param name="pattern">N:M.</param>
    /// <param name="first">The first output.</param>
    /// <param name="scores">Scratch for M features times the number of outputs.</param>
    private void SelectGroup(int start, int size, SparsityTarget.Pattern pattern, int first, Span<double> scores)
    {
        var count = scores.Length / pattern.Of;
        for (var i = 0; i < size; i++)
            Score(start + i, first, scores.Slice(i * count, count));
        Span<double> group = size <= 64 ? stackalloc double[size] : new double[size];
        Span<bool> flags = size <= 64 ? stackalloc bool[size] : new bool[size];
        for (var output = 0; output < count; output++)
        {
            flags.Fill(true);
            for (var i = 0; i < size; i++)
                group[i] = scores[(i * count) + output];
            MaskSelection.RemoveFew(group, size - pattern.KeptIn(size), flags);
            for (var i = 0; i < size; i++)
                kept[((start + i) * weight.Columns) + first + output] = flags[i] && IsPresent(start + i, first + output);
        }
    }
}
