namespace PruneBuild.Pruning.Masks;

/// <summary>The order in which a node sees the axes of a tensor: axis i of what it sees is axis Axes[i] of what is stored.</summary>
/// <param name="Shape">Sizes as they are stored.</param>
/// <param name="Axes">A permutation.</param>
public sealed record AxisOrder(ValueList<long> Shape, ValueList<int> Axes)
{
    /// <summary>Every axis in its place.</summary>
    public static AxisOrder AsStored(IEnumerable<long> shape)
    {
        var sizes = shape.ToValueList();
        return new AxisOrder(sizes, Enumerable.Range(0, sizes.Count).ToValueList());
    }

    /// <summary>Sizes as the node sees them.</summary>
    public ValueList<long> Seen => Axes.Select(axis => Shape[axis]).ToValueList();

    /// <summary>True where stored and seen are the same.</summary>
    public bool IsAsStored => Axes.SequenceEqual(Enumerable.Range(0, Axes.Count));

    /// <summary>True where the last two axes change places and no other does: the transpose of each matrix.</summary>
    public bool IsTransposed =>
        Axes.Count >= 2 && Axes.SequenceEqual([.. Enumerable.Range(0, Axes.Count - 2), Axes.Count - 1, Axes.Count - 2]);

    /// <summary>From what is stored to what is stored: the other way.</summary>
    public AxisOrder Inverse => new(Seen, Enumerable.Range(0, Axes.Count).OrderBy(axis => Axes[axis]).ToValueList());

    /// <summary>The order of what a Transpose of what is seen puts out.</summary>
    /// <param name="permutation">Its perm; null turns all axes round.</param>
    public AxisOrder Then(IReadOnlyList<long>? permutation) => permutation is null
        ? this with { Axes = Axes.Reverse().ToValueList() }
        : this with { Axes = permutation.Select(axis => Axes[(int)axis]).ToValueList() };

    /// <summary>Elements in the order in which they are seen.</summary>
    /// <param name="stored">In the order in which they are stored.</param>
    public float[] Apply(ReadOnlySpan<float> stored)
    {
        var (seen, rank) = (Seen, Axes.Count);
        var strides = new long[rank];
        for (var (axis, stride) = (rank - 1, 1L); axis >= 0; axis--)
            (strides[axis], stride) = (stride, stride * Shape[axis]);
        var (values, place) = (new float[stored.Length], new long[rank]);
        for (var flat = 0; flat < values.Length; flat++)
        {
            var source = 0L;
            for (var axis = 0; axis < rank; axis++)
                source += place[axis] * strides[Axes[axis]];
            values[flat] = stored[(int)source];
            for (var axis = rank - 1; axis >= 0 && ++place[axis] == seen[axis]; axis--)
                place[axis] = 0;
        }

        return values;
    }
}
