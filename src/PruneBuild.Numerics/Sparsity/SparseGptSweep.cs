using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The state of one sweep. W lies feature by feature, so that one step serves many outputs with one vector instruction each.</summary>
/// <remarks>
/// With H = LᵀL, L lower, the loss of an output is Σᵢ (L_ii δᵢ + pᵢ)², pᵢ = Σ_{j&lt;i} L_ij δ_j: the pull of what earlier features lost. The best
/// value of the present weight is wᵢ + pᵢ/L_ii, and making it zero costs its square times L_ii². This is the recursion of algorithm 1 with
/// 1/L_ii for the diagonal of its factor of H⁻¹, and needs no inverse.
/// </remarks>
internal sealed class SparseGptSweep
{
    /// <summary>Outputs of a task: their part of a block of features stays in the second-level cache.</summary>
    private const int TaskOutputs = 64;

    private readonly Matrix weight;
    private readonly Block factor;
    private readonly bool[] dead;
    private readonly SparsityTarget? target;
    private readonly int block;
    private readonly int threads;

    /// <summary>p of features that are to come, δ of those that are done.</summary>
    private readonly Matrix change;
    private readonly Matrix result;
    private readonly bool[] kept;
    private readonly double[] losses;

    /// <param name="weight">W.</param>
    /// <param name="factor">L of H = LᵀL.</param>
    /// <param name="dead">Features whose weights cost nothing.</param>
    /// <param name="target">How many weights of a block of features go; null when a mask is given.</param>
    /// <param name="mask">What stays; null when it is to be found.</param>
    /// <param name="block">Features whose weights are compared together; a multiple of M.</param>
    /// <param name="threads">How many threads may work at once.</param>
    public SparseGptSweep(Matrix weight, Block factor, bool[] dead, SparsityTarget? target, WeightMask? mask, int block, int threads)
    {
        (this.weight, this.factor, this.dead, this.target, this.block, this.threads) = (weight, factor, dead, target, block, threads);
        change = Matrix.Zero(weight.Rows, weight.Columns);
        result = Matrix.Uninitialised(weight.Rows, weight.Columns);
        kept = mask is null ? new bool[weight.Rows * weight.Columns] : [.. mask.Kept];
        losses = new double[weight.Columns];
    }

    /// <summary>Every feature in order.</summary>
    /// <param name="ridge">λ that is in H.</param>
    public PrunedWeights Run(double ridge)
    {
        Sweep(0, weight.Rows);
        return result.IsFinite
            ? new(SolveStatus.Solved, result, new WeightMask(weight.Rows, weight.Columns, kept), ridge, losses.Sum())
            : PrunedWeights.Failed(SolveStatus.NotFinite, ridge);
    }

    /// <summary>The features start..end, whose p is due to features before them only.</summary>
    /// <remarks>By halving: the pull on later features comes in products as deep as they can be, so that p passes the cache a few times only.</remarks>
    private void Sweep(int start, int end)
    {
        if (end - start <= block)
        {
            Prune(start, end);
            return;
        }

        var blocks = (end - start + block - 1) / block;
        var middle = start + (blocks / 2 * block);
        Sweep(start, middle);
        var outputs = weight.Columns;
        var all = Block.Of(change);
        Product.Add(
            all.Slice(middle, 0, end - middle, outputs), 1.0, factor.Slice(middle, start, end - middle, middle - start),
            all.Slice(start, 0, middle - start, outputs), Part.All, threads);
        Sweep(middle, end);
    }

    private void Prune(int start, int end)
    {
        if (target is SparsityTarget.Share share)
            Select(start, end, share.RemovedOf(weight.Columns * (end - start)));
        Tasks.Run((weight.Columns + TaskOutputs - 1) / TaskOutputs, threads, task =>
        {
            var first = task * TaskOutputs;
            Prune(start, end, first, Math.Min(TaskOutputs, weight.Columns - first));
        });
    }

    private void Select(int start, int end, int count)
    {
        var outputs = weight.Columns;
        var scores = GC.AllocateUninitializedArray<double>((end - start) * outputs);
        Tasks.Run(end - start, threads, i => Score(start + i, 0, scores.AsSpan(i * outputs, outputs)));
        var flags = kept.AsSpan(start * outputs, scores.Length);
        flags.Fill(true);
        MaskSelection.RemoveSmallest(scores, count, flags, outputs);
    }

    /// <summary>What it costs to make the present weights of a feature zero; those of a dead feature cost nothing.</summary>
    private void Score(int feature, int first, Span<double> scores)
    {
        if (dead[feature])
        {
            scores.Clear();
            return;
        }

        var pivot = factor.At(feature, feature);
        var row = weight.Row(feature).Slice(first, scores.Length);
        var pull = change.Row(feature).Slice(first, scores.Length);
        for (var o = 0; o < scores.Length; o++)
        {
            var error = (row[o] * pivot) + pull[o];
            scores[o] = error * error;
        }
    }

    /// <summary>The same features for <paramref name="count" /> outputs from <paramref name="first" />.</summary>
    private void Prune(int start, int end, int first, int count)
    {
        var pattern = target as SparsityTarget.Pattern;
        var scores = new double[(pattern?.Of ?? 0) * count];
        for (var i = start; i < end; i++)
        {
            if (pattern is not null && (i - start) % pattern.Of == 0)
                SelectGroup(i, Math.Min(pattern.Of, weight.Rows - i), pattern, first, scores);
            Remove(i, first, count);
            var lost = change.Row(i).Slice(first, count);
            for (var j = i + 1; j < end; j++)
                Vectors.AddScaled(change.WritableRow(j).Slice(first, count), factor.At(j, i), lost);
        }
    }

    /// <summary>Settles the weights of one feature, and turns its p into δ.</summary>
    private void Remove(int feature, int first, int count)
    {
        var old = weight.Row(feature).Slice(first, count);
        var value = result.WritableRow(feature).Slice(first, count);
        var pull = change.WritableRow(feature).Slice(first, count);
        var flags = kept.AsSpan((feature * weight.Columns) + first, count);
        var sums = losses.AsSpan(first, count);
        var pivot = factor.At(feature, feature);
        for (var o = 0; o < count; o++)
        {
            if (flags[o])
            {
                value[o] = old[o] + (pull[o] / pivot);
                pull[o] = old[o] - value[o];
            }
            else
            {
                var error = (old[o] * pivot) + pull[o];
                sums[o] += error * error;
                value[o] = 0.0;
                pull[o] = old[o];
            }
        }
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
                kept[((start + i) * weight.Columns) + first + output] = flags[i];
        }
    }
}
