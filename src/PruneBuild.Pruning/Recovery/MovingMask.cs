using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Recovery;

/// <summary>A mask that is chosen again by magnitude while its weight is trained. Each matrix of the weight keeps as many elements as before, or each
/// group of a pattern.</summary>
public sealed class MovingMask
{
    private readonly WeightLayout layout;
    private readonly SparsityTarget[] targets;
    private readonly bool[] first;

    private MovingMask(WeightLayout layout, SparsityTarget[] targets, bool[] first) => (this.layout, this.targets, this.first) = (layout, targets, first);

    /// <summary>The rule for a weight.</summary>
    /// <param name="layout">Its matrices.</param>
    /// <param name="kept">Its mask, as it is stored.</param>
    /// <param name="pattern">The pattern that the mask has; null for a share.</param>
    public static MovingMask Of(WeightLayout layout, bool[] kept, SparsityTarget.Pattern? pattern)
    {
        var size = layout.Features * layout.Outputs;
        return new MovingMask(
            layout, [.. kept.Chunk(size).Select(part => (SparsityTarget?)pattern ?? new SparsityTarget.Share((double)part.Count(flag => !flag) / size))], kept);
    }

    /// <summary>The mask of the largest magnitudes.</summary>
    /// <param name="values">The weight as it is stored, those that are masked out too.</param>
    /// <returns>Flags in the same order; null when a value is NaN.</returns>
    public bool[]? Choose(float[] values)
    {
        var masks = layout.Read(values).Zip(targets, (part, target) => MaskSelection.RemoveSmallest(WeightScores.Magnitude(part), target, SelectionScope.Layer)).ToArray();
        return masks.Any(mask => mask is null) ? null : Flags([.. masks.Select(mask => mask!.ToMatrix())]);
    }

    /// <summary>Values of which <see cref="Choose" /> keeps what the first mask keeps: elements that it took are the original's, but smaller than the smallest
    /// that stays among those that they are compared with.</summary>
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

    /// <summary>For each element, the largest number below all magnitudes that stay among those that it is compared with; 0 when one is 0.</summary>
    private float[] Limits(float[] masked)
    {
        var flags = layout.Read(Array.ConvertAll(first, keep => keep ? 1f : 0f));
        var limits = layout.Read(masked).Zip(flags, targets).Select(part => Limits(part.First, part.Second, (part.Third as SparsityTarget.Pattern)?.Of)).ToArray();
        return layout.Write(limits);
    }

    private static Matrix Limits(Matrix weight, Matrix flags, int? groupSize)
    {
        var smallest = new double[groupSize is { } size ? (weight.Rows + size - 1) / size * weight.Columns : 1];
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

        int Group(int row, int column) => groupSize is { } of ? (row / of * weight.Columns) + column : 0;
    }

    /// <summary>0 where nothing stays.</summary>
    private static double Below(double magnitude) => magnitude >= float.MaxValue ? 0 : Math.Max(0, MathF.BitDecrement((float)magnitude));

    private bool[] Flags(IReadOnlyList<Matrix> masks) => Array.ConvertAll(layout.Write(masks), flag => flag != 0);
}
