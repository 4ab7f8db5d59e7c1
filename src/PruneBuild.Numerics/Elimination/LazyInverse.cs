using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Elimination;

/// <summary>A − UUᵀ, where U grows by a few columns a round and is multiplied out only when it is wide enough
/// to be worth a product.</summary>
internal sealed class LazyInverse(Matrix inverse, int width, int threads)
{
    /// <summary>Columns of U that make a product efficient.</summary>
    public const int UsualWidth = 96;

    private readonly Matrix factor = Matrix.Zero(inverse.Rows, width);
    private int used;

    /// <summary>Whether U has room for this many more columns.</summary>
    public bool HasRoom(int columns) => used + columns <= width;

    /// <summary>The present columns at these positions, shape [d, positions].</summary>
    public Matrix Columns(int[] positions)
    {
        var columns = inverse.SelectColumns(positions);
        var rows = factor.SelectRows(positions);
        Product.Add(Block.Of(columns), -1.0, Used(factor), Used(rows).Transposed, Part.All, threads);
        return columns;
    }

    /// <summary>Appends columns to U.</summary>
    public void Append(Matrix columns)
    {
        for (var i = 0; i < columns.Rows; i++)
            columns.Row(i).CopyTo(factor.WritableRow(i)[used..]);
        used += columns.Columns;
    }

    /// <summary>The present rows and columns at these positions, multiplied out.</summary>
    public Matrix Restrict(int[] positions)
    {
        var (rest, rows) = (inverse.PrincipalSubmatrix(positions), factor.SelectRows(positions));
        Product.Add(Block.Of(rest), -1.0, Used(rows), Used(rows).Transposed, Part.Lower, threads);
        return Symmetry.MirrorLower(rest, threads);
    }

    private Block Used(Matrix matrix) => Block.Of(matrix).Slice(0, 0, matrix.Rows, used);
}
