using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>The state of one sweep. W lies feature by feature, so that one step serves many outputs with one vector instruction each.</summary>
internal sealed class SparseGptSweep
{
    /// <summary>Outputs of a task: their part of a block of features stays in the second-level cache.</summary>
    private const int TaskOutputs = 64;

    private readonly Matrix weight;
    private readonly Matrix upper;
    private readonly bool[] dead;
    private readonly SparsityTarget? target;
    private readonly bool[] kept;
    private readonly double[] losses;
    private readonly int threads;

    public SparseGptSweep(Matrix weight, Matrix upper, bool[] dead, SparsityTarget? target, WeightMask? mask, int threads)
    {
        this.weight = Matrix.FromRowMajor(weight.Rows, weight.Columns, weight.Values);
        (this.upper, this.dead, this.target, this.threads) = (upper, dead, target, threads);
        kept = mask?.Storage ?? new bool[weight.Rows * weight.Columns];
        if (mask is null)
            kept.AsSpan().Fill(true);
        losses = new double[weight.Columns];
    }

    /// <summary>Prunes the features start..end, and corrects all that follow.</summary>
    public void Advance(int start, int end)
    {
        var outputs = weight.Columns;
        if (target is SparsityTarget.Share share)
            Select(start, end, share.RemovedOf(outputs * (end - start)));
        var errors = Matrix.Zero(end - start, outputs);
        Tasks.Run((outputs + TaskOutputs - 1) / TaskOutputs, threads, task =>
        {
            var first = task * TaskOutputs;
            PruneFeatures(start, end, first, Math.Min(TaskOutputs, outputs - first), errors);
        });
        var rest = weight.Rows - end;
        if (rest > 0)
        {
            var later = Block.Of(weight).Slice(end, 0, rest, outputs);
            var influence = Block.Of(upper).Slice(start, end, end - start, rest);
            Product.Add(later, -1.0, influence.Transposed, Block.Of(errors), Part.All, threads);
        }
    }

    public PrunedWeights Result(double ridge)
    {
        var mask = new WeightMask(weight.Rows, weight.Columns, kept);
        return weight.IsFinite
            ? new(SolveStatus.Solved, mask.Apply(weight), mask, ridge, losses.Sum())
            : PrunedWeights.Failed(SolveStatus.NotFinite, ridge);
    }

    /// <summary>The saliency (w/U_ii)² of the present weight; a dead feature's weights cost nothing.</summary>
    private double Score(int feature, int output)
    {
        var share = dead[feature] ? 0 : weight.Storage[(feature * weight.Columns) + output] / upper[feature, feature];
        return share * share;
    }

    private void Select(int start, int end, int count)
    {
        var (size, outputs) = (end - start, weight.Columns);
        var scores = new double[size * outputs];
        var flags = new bool[scores.Length];
        flags.AsSpan().Fill(true);
        for (var output = 0; output < outputs; output++)
            for (var i = 0; i < size; i++)
                scores[(output * size) + i] = Score(start + i, output);
        MaskSelection.RemoveSmallest(scores, count, flags);
        for (var output = 0; output < outputs; output++)
            for (var i = 0; i < size; i++)
                kept[((start + i) * outputs) + output] = flags[(output * size) + i];
    }

    private void PruneFeatures(int start, int end, int first, int count, Matrix errors)
    {
        var sums = losses.AsSpan(first, count);
        for (var i = start; i < end; i++)
        {
            if (target is SparsityTarget.Pattern pattern && (i - start) % pattern.Of == 0)
                SelectGroup(i, Math.Min(pattern.Of, weight.Rows - i), pattern, first, count);
            var row = weight.WritableRow(i).Slice(first, count);
            var error = errors.WritableRow(i - start).Slice(first, count);
            var flags = kept.AsSpan((i * weight.Columns) + first, count);
            var pivot = upper[i, i];
            for (var o = 0; o < count; o++)
            {
                error[o] = flags[o] ? 0.0 : row[o] / pivot;
                sums[o] += error[o] * error[o];
            }

            for (var j = i + 1; j < end; j++)
                Vectors.AddScaled(weight.WritableRow(j).Slice(first, count), -upper[i, j], error);
        }
    }

    private void SelectGroup(int start, int size, SparsityTarget.Pattern pattern, int first, int count)
    {
        Span<double> scores = size <= 64 ? stackalloc double[size] : new double[size];
        Span<bool> flags = size <= 64 ? stackalloc bool[size] : new bool[size];
        for (var output = first; output < first + count; output++)
        {
            flags.Fill(true);
            for (var i = 0; i < size; i++)
                scores[i] = Score(start + i, output);
            MaskSelection.RemoveFew(scores, size - pattern.KeptIn(size), flags);
            for (var i = 0; i < size; i++)
                kept[((start + i) * weight.Columns) + output] = flags[i];
        }
    }
}
