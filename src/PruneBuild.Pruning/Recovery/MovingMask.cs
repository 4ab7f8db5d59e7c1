using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Recovery;

/// <summary>A mask that is chosen again by magnitude while its weight is trained. Each matrix of the weight keeps as many elements as
/// before, or each group of a pattern.</summary>
public sealed class MovingMask
{
    private readonly WeightLayout layout;
    private readonly SparsityTarget.Pattern? pattern;
    private readonly SparsityTarget.Share[] shares;
    private readonly bool[] first;

    private MovingMask(WeightLayout layout, SparsityTarget.Pattern? pattern, SparsityTarget.Share[] shares, bool[] first) =>
        (this.layout, this.pattern, this.shares, this.first) = (layout, pattern, shares, first);

    /// <summary>The rule for a weight.</summary>
    /// <param name="layout">Its matrices.</param>
    /// <param name="kept">Its mask, as it is stored.</param>
    /// <param name="pattern">The pattern that the mask has, of which a share may be gone too; null for none.</param>
    public static MovingMask Of(WeightLayout layout, bool[] kept, SparsityTarget.Pattern? pattern)
    {
        var size = layout.Features * layout.Outputs;
        return new MovingMask(
            layout, pattern is null ? null : pattern with { Run = layout.Run, Present = null },
            [.. kept.Chunk(size).Select(part => new SparsityTarget.Share((double)part.Count(flag => !flag) / size))], kept);
    }

    /// <summary>The mask of the largest magnitudes.</summary>
    /// <param name="values">The weight as it is stored, those that are masked out too.</param>
    /// <returns>Flags in the same order; null when a value is NaN.</returns>
    public bool[]? Choose(float[] values)
    {
        var masks = layout.Read(values).Zip(shares, Largest).ToArray();
        return masks.Any(mask => mask is null) ? null : Flags([.. masks.Select(mask => mask!.ToMatrix())]);
    }

    private WeightMask? Largest(Matrix part, SparsityTarget.Share share)
    {
        var scores = WeightScores.Magnitude(part);
        var within = pattern is null ? null : MaskSelection.RemoveSmallest(scores, pattern, SelectionScope.Layer);
        return MaskSelection.RemoveSmallest(scores, share with { Present = within }, SelectionScope.Layer);
    }

    /// <summary>Values of which <see cref="Choose" /> keeps what the first mask keeps: elements that it took are the original's, but
    /// smaller than the smallest that stays among those that they are compared with.</summary>
    /// <param name="masked">The weight under the first mask, as it is stored.</param>
    /// <param name="original">The original's weight; null where it has none of this shape: they start at zero.</param>
    public float[] Start(float[] masked, float[]? original)
    {
        var start = masked.ToArray();
        if (original is null)
            return start;
        var limits = Limits(masked);
        for (var i = 0; i < start.Length; i++)
        {
            if (!first[i])
                start[i] = float.CopySign(Math.Min(Math.Abs(original[i]), limits[i]), original[i]);
        }

        return start;
    }

    /// <summary>For each element, the largest number below all magnitudes that stay among those that it is compared with;
    /// 0 when one is 0.</summary>
    private float[] Limits(float[] masked)
    {
        var flags = layout.Read(Array.ConvertAll(first, keep => keep ? 1f : 0f));
        var limits = layout.Read(masked).Zip(flags, shares)
            .Select(part => Limits(part.First, part.Second, Compared(part.First, part.Third))).ToArray();
        return layout.Write(limits);
    }

    /// <summary>The pattern in whose groups magnitudes are compared; null where more is gone than it takes,
    /// so that a whole matrix is.</summary>
    private SparsityTarget.Pattern? Compared(Matrix part, SparsityTarget.Share share) =>
        pattern?.SizesOf(part.Rows).Sum(size => size - pattern.KeptIn(size)) * part.Columns == share.RemovedOf(part.Rows * part.Columns)
            ? pattern
            : null;

    private static Matrix Limits(Matrix weight, Matrix flags, SparsityTarget.Pattern? pattern)
    {
        var smallest = new double[pattern is null ? 1 : (pattern.GroupOf(weight.Rows - 1) + 1) * weight.Columns];
        smallest.AsSpan().Fill(double.MaxValue);
        for (var row = 0; row < weight.Rows; row++)
        {
            for (var column = 0; column < weight.Columns; column++)
            {
                if (flags[row, column] != 0)
                    smallest[Group(row, column)] = Math.Min(smallest[Group(row, column)], Math.Abs(weight[row, column]));
            }
        }

        return Matrix.Create(weight.Rows, weight.Columns, (row, column) => Below(smallest[Group(row, column)]));

        int Group(int row, int column) => pattern is null ? 0 : (pattern.GroupOf(row) * weight.Columns) + column;
    }

    /// <summary>0 where nothing stays.</summary>
    private static double Below(double magnitude) => magnitude >= float.MaxValue ? 0 : Math.Max(0, MathF.BitDecrement((float)magnitude));

    private bool[] Flags(IReadOnlyList<Matrix> masks) => Array.ConvertAll(layout.Write(masks), flag => flag != 0);
}
