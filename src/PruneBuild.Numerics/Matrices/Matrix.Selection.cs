namespace PruneBuild.Numerics.Matrices;

public sealed partial class Matrix
{
    /// <summary>The rows with these indices, in the order given.</summary>
    public Matrix SelectRows(IReadOnlyList<int> rows)
    {
        var result = Uninitialised(rows.Count, Columns);
        for (var i = 0; i < rows.Count; i++)
            Row(rows[i]).CopyTo(result.WritableRow(i));
        return result;
    }

    /// <summary>The columns with these indices, in the order given.</summary>
    public Matrix SelectColumns(IReadOnlyList<int> columns) => Submatrix(null, columns);

    /// <summary>The elements where one of these rows meets one of these columns, in the orders given.</summary>
    public Matrix Submatrix(IReadOnlyList<int>? rows, IReadOnlyList<int> columns)
    {
        var chosen = columns as int[] ?? [.. columns];
        var result = Uninitialised(rows?.Count ?? Rows, chosen.Length);
        for (var i = 0; i < result.Rows; i++)
        {
            var source = Row(rows is null ? i : rows[i]);
            var target = result.WritableRow(i);
            for (var j = 0; j < chosen.Length; j++)
                target[j] = source[chosen[j]];
        }
        return result;
    }

    /// <summary>The sub-matrix on the same rows and columns: symmetric when this matrix is.</summary>
    public Matrix PrincipalSubmatrix(IReadOnlyList<int> indices) => Submatrix(indices, indices);

    /// <summary>The transpose, copied.</summary>
    public Matrix Transpose()
    {
        const int Tile = 32;
        var result = Uninitialised(Columns, Rows);
        for (var rowStart = 0; rowStart < Rows; rowStart += Tile)
            for (var columnStart = 0; columnStart < Columns; columnStart += Tile)
                TransposeTile(result, rowStart, Math.Min(rowStart + Tile, Rows), columnStart, Math.Min(columnStart + Tile, Columns));
        return result;
    }

    private void TransposeTile(Matrix result, int rowStart, int rowEnd, int columnStart, int columnEnd)
    {
        for (var i = rowStart; i < rowEnd; i++)
            for (var j = columnStart; j < columnEnd; j++)
                result.Storage[(j * Rows) + i] = Storage[(i * Columns) + j];
    }
}
