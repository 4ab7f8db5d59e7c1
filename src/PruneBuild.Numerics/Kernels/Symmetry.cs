using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Kernels;

/// <summary>Completes matrices of which only the lower triangle was computed.</summary>
internal static class Symmetry
{
    private const int Tile = 64;

    /// <summary>Copies what is below the diagonal to above it.</summary>
    public static Matrix MirrorLower(Matrix matrix, int threads)
    {
        MirrorLower(Block.Of(matrix), threads);
        return matrix;
    }

    /// <summary>Copies what is below the diagonal of a square block to above it.</summary>
    public static void MirrorLower(Block block, int threads) =>
        Tasks.Run((block.Rows + Tile - 1) / Tile, threads, task => MirrorInto(block, task * Tile, Math.Min((task + 1) * Tile, block.Rows)));

    /// <summary>A copy of what is on and below the diagonal; above it anything.</summary>
    public static Matrix CopyLower(Matrix matrix, int threads)
    {
        var result = Matrix.Uninitialised(matrix.Rows, matrix.Columns);
        Tasks.Run((matrix.Rows + Tile - 1) / Tile, threads, task =>
        {
            for (var i = task * Tile; i < Math.Min((task + 1) * Tile, matrix.Rows); i++)
                matrix.Row(i)[..(i + 1)].CopyTo(result.WritableRow(i));
        });
        return result;
    }

    /// <summary>Puts zeros above the diagonal.</summary>
    public static Matrix ClearUpper(Matrix matrix, int threads)
    {
        Tasks.Run((matrix.Rows + Tile - 1) / Tile, threads, task =>
        {
            for (var i = task * Tile; i < Math.Min((task + 1) * Tile, matrix.Rows); i++)
                matrix.WritableRow(i)[(i + 1)..].Clear();
        });
        return matrix;
    }

    private static void MirrorInto(Block block, int rowStart, int rowEnd)
    {
        for (var columnStart = rowStart; columnStart < block.Rows; columnStart += Tile)
            for (var i = rowStart; i < rowEnd; i++)
                for (var j = Math.Max(columnStart, i + 1); j < Math.Min(columnStart + Tile, block.Rows); j++)
                    block.At(i, j) = block.At(j, i);
    }
}
