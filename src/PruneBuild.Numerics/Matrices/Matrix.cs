namespace PruneBuild.Numerics.Matrices;

/// <summary>A dense matrix of doubles, stored row after row. Read-only once made, so that it can be shared without copies.</summary>
/// <remarks>Products and factorisations are in <see cref="Algebra.IDenseAlgebra" />; here is what costs no
/// arithmetic worth tuning.</remarks>
public sealed partial class Matrix
{
    private Matrix(int rows, int columns, double[] storage)
    {
        Rows = rows;
        Columns = columns;
        Storage = storage;
    }

    /// <summary>Number of rows, ≥ 0.</summary>
    public int Rows { get; }

    /// <summary>Number of columns, ≥ 0.</summary>
    public int Columns { get; }

    /// <summary>All elements, row after row.</summary>
    public ReadOnlySpan<double> Values => Storage;

    /// <summary>The element in row <paramref name="row" /> and column <paramref name="column" />, both from zero.</summary>
    public double this[int row, int column] => Row(row)[column];

    /// <summary>The array behind <see cref="Values" />: only kernels that are still building this matrix may write to it.</summary>
    internal double[] Storage { get; }

    /// <summary>The elements of one row, in place.</summary>
    public ReadOnlySpan<double> Row(int row) => Storage.AsSpan(row * Columns, Columns);

    /// <summary>The elements on the main diagonal, copied.</summary>
    public double[] Diagonal()
    {
        var diagonal = new double[Math.Min(Rows, Columns)];
        for (var i = 0; i < diagonal.Length; i++)
            diagonal[i] = Storage[(i * Columns) + i];
        return diagonal;
    }

    /// <inheritdoc />
    public override string ToString() => $"Matrix {Rows}×{Columns}";

    internal Span<double> WritableRow(int row) => Storage.AsSpan(row * Columns, Columns);
}
