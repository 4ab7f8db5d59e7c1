using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Kernels;

/// <summary>A rectangle of an array, in place: element (i, j) is Storage[Offset + i·RowStride + j·ColumnStride].</summary>
internal readonly record struct Block(double[] Storage, int Offset, int RowStride, int ColumnStride, int Rows, int Columns)
{
    /// <summary>The same elements with rows and columns exchanged.</summary>
    public Block Transposed => new(Storage, Offset, ColumnStride, RowStride, Columns, Rows);

    public static Block Of(Matrix matrix) => new(matrix.Storage, 0, matrix.Columns, 1, matrix.Rows, matrix.Columns);

    public Block Slice(int row, int column, int rows, int columns) =>
        this with { Offset = Offset + (row * RowStride) + (column * ColumnStride), Rows = rows, Columns = columns };

    /// <summary>Row <paramref name="row" />, whose elements must be contiguous.</summary>
    public Span<double> Row(int row) => Storage.AsSpan(Offset + (row * RowStride), Columns);

    public ref double At(int row, int column) => ref Storage[Offset + (row * RowStride) + (column * ColumnStride)];
}
