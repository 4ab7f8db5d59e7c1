using System.Runtime.InteropServices;

namespace PruneBuild.Numerics.Kernels;

/// <summary>Scratch memory that starts on a cache line, so that no vector load straddles two of them.</summary>
internal sealed unsafe class PackedPanels(int length) : IDisposable
{
    private const int CacheLineBytes = 64;

    public double* Start { get; private set; } = (double*)NativeMemory.AlignedAlloc((nuint)length * sizeof(double), CacheLineBytes);

    /// <summary>Packs rows of <paramref name="a" /> into panels of <paramref name="height" /> rows: for each column, its elements together.</summary>
    /// <remarks>Short panels are filled up with zeros: the kernel then needs no case for edges, and the bits stay the same.</remarks>
    public static void PackRows(Block a, double factor, int height, double* target)
    {
        fixed (double* storage = a.Storage)
            for (var top = 0; top < a.Rows; top += height, target += (nint)height * a.Columns)
                PackPanel(storage + a.Offset + ((nint)top * a.RowStride), a, Math.Min(height, a.Rows - top), factor, height, target);
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(Start);
        Start = null;
    }

    private static void PackPanel(double* source, Block a, int rows, double factor, int height, double* target)
    {
        if (rows < height)
            new Span<double>(target, height * a.Columns).Clear();
        if (a.RowStride == 1)
            PackContiguous(source, a, rows, factor, height, target);
        else
            PackStrided(source, a, rows, factor, height, target);
    }

    private static void PackContiguous(double* source, Block a, int rows, double factor, int height, double* target)
    {
        for (var k = 0; k < a.Columns; k++, source += a.ColumnStride, target += height)
            for (var i = 0; i < rows; i++)
                target[i] = factor * source[i];
    }

    private static void PackStrided(double* source, Block a, int rows, double factor, int height, double* target)
    {
        for (var i = 0; i < rows; i++, source += a.RowStride)
            for (var k = 0; k < a.Columns; k++)
                target[((nint)k * height) + i] = factor * source[(nint)k * a.ColumnStride];
    }
}
