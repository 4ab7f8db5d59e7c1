using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Kernels;

/// <summary>Householder reduction of a symmetric matrix to tridiagonal form, a panel of rows at a time.</summary>
/// <remarks>
/// Within a panel the trailing matrix stays as it was, and A_k = A − VᵀW − WᵀV stands for its present state, so that half of the
/// work becomes one product a panel: Dongarra, Hammarling and Sorensen, Block reduction of matrices to condensed forms (1989).
/// </remarks>
internal static class Tridiagonalisation
{
    public const int PanelRows = 32;

    private const int TaskRows = 48;

    private const long SerialWork = 60_000;

    /// <param name="matrix">Symmetric, both triangles filled; overwritten.</param>
    /// <param name="threads">How many threads may work at once.</param>
    public static Tridiagonal Reduce(Matrix matrix, int threads)
    {
        var size = matrix.Rows;
        var result = new Tridiagonal(
            new double[size], new double[Math.Max(0, size - 1)], Matrix.Zero(size, size), new double[size]);
        for (var start = 0; start < size; start += PanelRows)
            ReducePanel(matrix, result, start, Math.Min(PanelRows, size - start), threads);
        return result;
    }

    private static void ReducePanel(Matrix matrix, Tridiagonal result, int start, int rows, int threads)
    {
        var size = matrix.Rows;
        var v = Block.Of(result.Reflectors).Slice(start, 0, rows, size);
        var w = Block.Of(Matrix.Zero(rows, size));
        for (var i = 0; i < rows; i++)
        {
            var k = start + i;
            var row = matrix.WritableRow(k)[k..];
            for (var j = 0; j < i; j++)
            {
                Vectors.AddScaled(row, -v.At(j, k), w.Row(j)[k..]);
                Vectors.AddScaled(row, -w.At(j, k), v.Row(j)[k..]);
            }
            result.Diagonal[k] = row[0];
            if (k + 1 == size)
                return;
            (result.OffDiagonal[k], result.Factors[k]) = Reflect(row[1..], v.Row(i)[(k + 1)..]);
            MultiplyRows(matrix, k + 1, v.Row(i).ToArray(), w, i, threads);
            FinishRow(v, w, i, k + 1, result.Factors[k]);
        }
        var rest = start + rows;
        var trailing = Block.Of(matrix).Slice(rest, rest, size - rest, size - rest);
        v = v.Slice(0, rest, rows, size - rest);
        w = w.Slice(0, rest, rows, size - rest);
        Product.Add(trailing, -1.0, v.Transposed, w, Part.Lower, threads);
        Product.Add(trailing, -1.0, w.Transposed, v, Part.Lower, threads);
        Symmetry.MirrorLower(trailing, threads);
    }

    /// <summary>v and τ with (I − τvvᵀ)x = βe₁ and v₁ = 1; β has the sign that avoids cancellation.</summary>
    private static (double Beta, double Factor) Reflect(ReadOnlySpan<double> x, Span<double> v)
    {
        v[0] = 1.0;
        var tail = Math.Sqrt(Vectors.Dot(x[1..], x[1..]));
        if (tail == 0.0)
            return (x[0], 0.0);
        var beta = -Math.CopySign(double.Hypot(x[0], tail), x[0]);
        for (var i = 1; i < x.Length; i++)
            v[i] = x[i] / (x[0] - beta);
        return (beta, (beta - x[0]) / beta);
    }

    /// <summary>Row i of w from column <paramref name="first" /> on ← A·v, A as it was before the panel.</summary>
    private static void MultiplyRows(Matrix matrix, int first, double[] v, Block w, int i, int threads)
    {
        var count = matrix.Rows - first;
        if ((long)count * count < SerialWork)
            threads = 1;
        Tasks.Run((count + TaskRows - 1) / TaskRows, threads, task =>
        {
            var end = Math.Min(matrix.Rows, first + ((task + 1) * TaskRows));
            for (var r = first + (task * TaskRows); r < end; r++)
                w.At(i, r) = Vectors.Dot(matrix.Row(r)[first..], v.AsSpan(first));
        });
    }

    /// <summary>Turns A·v into w of A − vwᵀ − wvᵀ = HAH, with the panel's earlier rows taken into account.</summary>
    private static void FinishRow(Block v, Block w, int i, int first, double factor)
    {
        var reflector = v.Row(i)[first..];
        var target = w.Row(i)[first..];
        for (var j = 0; j < i; j++)
        {
            var alongW = Vectors.Dot(w.Row(j)[first..], reflector);
            var alongV = Vectors.Dot(v.Row(j)[first..], reflector);
            Vectors.AddScaled(target, -alongW, v.Row(j)[first..]);
            Vectors.AddScaled(target, -alongV, w.Row(j)[first..]);
        }
        foreach (ref var value in target)
            value *= factor;
        Vectors.AddScaled(target, -0.5 * factor * Vectors.Dot(target, reflector), reflector);
    }
}
