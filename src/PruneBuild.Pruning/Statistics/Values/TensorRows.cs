namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>A tensor read as rows: one for each position of the other axes, one column for each index of one axis.</summary>
internal sealed class TensorRows
{
    private readonly int inner;

    /// <summary>The rows of a tensor of this shape.</summary>
    /// <param name="shape">Sizes.</param>
    /// <param name="axis">The axis of the columns.</param>
    public TensorRows(ValueList<long> shape, int axis)
    {
        Columns = (int)shape[axis];
        inner = (int)shape.Skip(axis + 1).Aggregate(1L, (product, size) => product * size);
        Rows = Columns == 0 ? 0 : (int)(shape.Aggregate(1L, (product, size) => product * size) / Columns);
    }

    /// <summary>Number of rows, in the order of the positions.</summary>
    public int Rows { get; }

    /// <summary>Number of columns.</summary>
    public int Columns { get; }

    /// <summary>Where an element lies in the tensor.</summary>
    public int IndexOf(int row, int column) => (row / inner * Columns * inner) + (column * inner) + (row % inner);

    /// <summary>One row, copied.</summary>
    public double[] Read(ReadOnlySpan<float> values, int row)
    {
        var result = new double[Columns];
        for (var column = 0; column < result.Length; column++)
            result[column] = values[IndexOf(row, column)];
        return result;
    }
}
