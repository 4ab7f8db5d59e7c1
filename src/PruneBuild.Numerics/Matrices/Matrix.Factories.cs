namespace PruneBuild.Numerics.Matrices;

public sealed partial class Matrix
{
    /// <summary>A matrix of zeros.</summary>
    public static Matrix Zero(int rows, int columns) => new(rows, columns, new double[checked(rows * columns)]);

    /// <summary>A matrix of zeros that is about to be added to.</summary>
    /// <remarks>Zeros are written, also where memory comes fresh from the system: a page that is read before it is written faults twice,
    /// and the second time the system interrupts all threads.</remarks>
    internal static Matrix Zero(int rows, int columns, int threads)
    {
        var result = Uninitialised(rows, columns);
        Kernels.Tasks.RunChunks(result.Storage.Length, threads, (first, count) => result.Storage.AsSpan(first, count).Clear());
        return result;
    }

    /// <summary>The identity of this size.</summary>
    public static Matrix Identity(int size) => FromDiagonal(Enumerable.Repeat(1.0, size).ToArray());

    /// <summary>A square matrix with these values on the diagonal and zeros elsewhere.</summary>
    public static Matrix FromDiagonal(ReadOnlySpan<double> diagonal)
    {
        var matrix = Zero(diagonal.Length, diagonal.Length);
        for (var i = 0; i < diagonal.Length; i++)
            matrix.Storage[(i * diagonal.Length) + i] = diagonal[i];
        return matrix;
    }

    /// <summary>A matrix whose element in row i, column j is <paramref name="element" />(i, j).</summary>
    public static Matrix Create(int rows, int columns, Func<int, int, double> element)
    {
        var matrix = Zero(rows, columns);
        for (var i = 0; i < rows; i++)
            for (var j = 0; j < columns; j++)
                matrix.Storage[(i * columns) + j] = element(i, j);
        return matrix;
    }

    /// <summary>A matrix of a copy of these elements, given row after row.</summary>
    /// <exception cref="ArgumentException">The number of elements is not rows × columns.</exception>
    public static Matrix FromRowMajor(int rows, int columns, ReadOnlySpan<double> values) => Adopt(rows, columns, values.ToArray());

    /// <summary>A matrix of these single-precision elements, given row after row.</summary>
    /// <exception cref="ArgumentException">The number of elements is not rows × columns.</exception>
    public static Matrix FromRowMajor(int rows, int columns, ReadOnlySpan<float> values)
    {
        var widened = new double[values.Length];
        for (var i = 0; i < values.Length; i++)
            widened[i] = values[i];
        return Adopt(rows, columns, widened);
    }

    /// <summary>A matrix of these rows, all of one length.</summary>
    public static Matrix FromRows(params double[][] rows) =>
        FromRowMajor(rows.Length, rows.Length == 0 ? 0 : rows[0].Length, rows.SelectMany(row => row).ToArray());

    /// <summary>A matrix over this very array, row after row, without a copy: the caller gives the array away.</summary>
    /// <exception cref="ArgumentException">The number of elements is not rows × columns.</exception>
    public static Matrix Adopt(int rows, int columns, double[] values)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(rows);
        ArgumentOutOfRangeException.ThrowIfNegative(columns);
        if (values.Length != checked(rows * columns))
            throw new ArgumentException($"{values.Length} values do not fill a matrix of {rows}×{columns}.", nameof(values));
        return new Matrix(rows, columns, values);
    }

    /// <summary>A copy.</summary>
    /// <remarks>In long pieces, for the same reason: each call to copy reads from the first page that it is about to write.</remarks>
    internal Matrix Copy(int threads)
    {
        var result = Uninitialised(Rows, Columns);
        var (from, to) = (Storage, result.Storage);
        Kernels.Tasks.RunChunks(to.Length, threads, (first, count) => from.AsSpan(first, count).CopyTo(to.AsSpan(first)));
        return result;
    }

    /// <summary>A copy with rows and columns in reverse order.</summary>
    internal Matrix Reverse(int threads)
    {
        var result = Uninitialised(Rows, Columns);
        var (from, to) = (Storage, result.Storage);
        Kernels.Tasks.RunChunks(to.Length, threads, (first, count) =>
            Kernels.Vectors.CopyReversed(from.AsSpan(from.Length - first - count, count), to.AsSpan(first)));
        return result;
    }

    /// <summary>A matrix whose elements the caller is about to write, all of them.</summary>
    internal static Matrix Uninitialised(int rows, int columns) =>
        new(rows, columns, GC.AllocateUninitializedArray<double>(checked(rows * columns)));
}
