namespace PruneBuild.Numerics.Matrices;

public sealed partial class Matrix
{
    /// <summary>Whether no element is NaN or infinite.</summary>
    public bool IsFinite => AreFinite(threads: 1);

    /// <summary>All elements, row after row, rounded to single precision.</summary>
    public float[] ToFloats() => Array.ConvertAll(Storage, value => (float)value);

    /// <summary>This matrix plus another of the same shape.</summary>
    public Matrix Add(Matrix other) => AddScaled(1.0, other);

    /// <summary>This matrix minus another of the same shape.</summary>
    public Matrix Subtract(Matrix other) => AddScaled(-1.0, other);

    /// <summary>This matrix plus <paramref name="factor" /> times another of the same shape.</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public Matrix AddScaled(double factor, Matrix other)
    {
        if (other.Rows != Rows || other.Columns != Columns)
            throw new ArgumentException($"{other} cannot be added to {this}.", nameof(other));
        var result = Uninitialised(Rows, Columns);
        for (var i = 0; i < Storage.Length; i++)
            result.Storage[i] = Storage[i] + (factor * other.Storage[i]);
        return result;
    }

    /// <summary>Every element times <paramref name="factor" />.</summary>
    public Matrix Scale(double factor)
    {
        var result = Uninitialised(Rows, Columns);
        for (var i = 0; i < Storage.Length; i++)
            result.Storage[i] = factor * Storage[i];
        return result;
    }

    /// <summary>The same as <see cref="IsFinite" />, on a number of threads.</summary>
    internal bool AreFinite(int threads)
    {
        var found = 0;
        Kernels.Tasks.RunChunks(Storage.Length, threads, (first, count) =>
        {
            if (!Kernels.Vectors.AreFinite(Storage.AsSpan(first, count)))
                Interlocked.Exchange(ref found, 1);
        });
        return found == 0;
    }

    /// <summary>This matrix minus <paramref name="factor" />·<paramref name="left" />·<paramref name="right" />ᵀ.</summary>
    public Matrix SubtractOuter(double factor, ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        if (left.Length != Rows || right.Length != Columns)
            throw new ArgumentException($"An outer product of {left.Length} by {right.Length} does not fit {this}.", nameof(left));
        var result = Uninitialised(Rows, Columns);
        for (var i = 0; i < Rows; i++)
        {
            var source = Row(i);
            var target = result.WritableRow(i);
            var scaled = factor * left[i];
            for (var j = 0; j < Columns; j++)
                target[j] = source[j] - (scaled * right[j]);
        }
        return result;
    }

    /// <summary>This square matrix with <paramref name="amount" /> added to each element of the diagonal.</summary>
    public Matrix AddToDiagonal(double amount)
    {
        var result = Adopt(Rows, Columns, (double[])Storage.Clone());
        for (var i = 0; i < Math.Min(Rows, Columns); i++)
            result.Storage[(i * Columns) + i] += amount;
        return result;
    }

    /// <summary>Σ of the squares of all elements: ‖A‖²_F.</summary>
    public double SquaredNorm() => InnerProduct(this);

    /// <summary>Σ of the products of elements in the same place: tr(AᵀB).</summary>
    /// <exception cref="ArgumentException">The shapes differ.</exception>
    public double InnerProduct(Matrix other)
    {
        if (other.Rows != Rows || other.Columns != Columns)
            throw new ArgumentException($"{other} has no inner product with {this}.", nameof(other));
        return Kernels.Vectors.Dot(Storage, other.Storage);
    }
}
