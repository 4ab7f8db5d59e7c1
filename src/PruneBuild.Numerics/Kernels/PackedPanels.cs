using System.Buffers;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PruneBuild.Numerics.Kernels;

/// <summary>Scratch memory that starts on a cache line, so that no vector load straddles two of them.</summary>
/// <remarks>It comes from a pool: fresh pages for each task would cost a tenth of the task.</remarks>
internal sealed unsafe class PackedPanels : IDisposable
{
    private const int CacheLineBytes = 64;

    /// <summary>Elements of a row that are read at once: as many cache lines of the target are open.</summary>
    private const int StridedDepth = 16;

    private readonly double[] storage;
    private GCHandle pin;

    public PackedPanels(int length)
    {
        storage = ArrayPool<double>.Shared.Rent(length + (CacheLineBytes / sizeof(double)));
        pin = GCHandle.Alloc(storage, GCHandleType.Pinned);
        Start = (double*)((pin.AddrOfPinnedObject() + CacheLineBytes - 1) & -CacheLineBytes);
    }

    public double* Start { get; private set; }

    /// <summary>Packs rows of <paramref name="a" /> into panels of <paramref name="height" /> rows:
    /// for each column, its elements together.</summary>
    /// <remarks>Short panels are filled up with zeros: the kernel then needs no case for edges, and the bits stay the same.</remarks>
    public static void PackRows(Block a, double factor, int height, double* target)
    {
        fixed (double* storage = a.Storage)
            for (var top = 0; top < a.Rows; top += height, target += (nint)height * a.Columns)
                PackPanel(storage + a.Offset + ((nint)top * a.RowStride), a, Math.Min(height, a.Rows - top), factor, height, target);
    }

    /// <summary>Copies a panel of <paramref name="height" /> rows back, of which the first are those of <paramref name="a" />.</summary>
    public static void UnpackRows(Block a, int height, double* source)
    {
        fixed (double* storage = a.Storage)
        {
            var target = storage + a.Offset;
            for (var first = 0; first < a.Columns; first += StridedDepth)
                for (var i = 0; i < a.Rows; i++)
                    for (var k = first; k < Math.Min(first + StridedDepth, a.Columns); k++)
                        target[((nint)i * a.RowStride) + ((nint)k * a.ColumnStride)] = source[((nint)k * height) + i];
        }
    }

    public void Dispose()
    {
        if (Start == null)
            return;
        Start = null;
        pin.Free();
        ArrayPool<double>.Shared.Return(storage);
    }

    private static void PackPanel(double* source, Block a, int rows, double factor, int height, double* target)
    {
        if (rows < height)
            new Span<double>(target, height * a.Columns).Clear();
        if (Math.Abs(a.RowStride) != 1)
            PackStrided(source, a, rows, factor, height, target);
        else if (a.RowStride == 1 && rows == height && height % Vector256<double>.Count == 0)
            PackWhole(source, a, factor, height, target);
        else
            PackContiguous(source, a, rows, factor, height, target);
    }

    private static void PackWhole(double* source, Block a, double factor, int height, double* target)
    {
        var factors = Vector256.Create(factor);
        for (var k = 0; k < a.Columns; k++, source += a.ColumnStride, target += height)
            for (var i = 0; i < height; i += Vector256<double>.Count)
                (factors * Vector256.Load(source + i)).Store(target + i);
    }

    private static void PackContiguous(double* source, Block a, int rows, double factor, int height, double* target)
    {
        for (var k = 0; k < a.Columns; k++, source += a.ColumnStride, target += height)
            for (var i = 0; i < rows; i++)
                target[i] = factor * source[i * a.RowStride];
    }

    private static void PackStrided(double* source, Block a, int rows, double factor, int height, double* target)
    {
        for (var first = 0; first < a.Columns; first += StridedDepth)
        {
            var depth = Math.Min(StridedDepth, a.Columns - first);
            for (var i = 0; i < rows; i++)
            {
                var from = source + ((nint)i * a.RowStride) + ((nint)first * a.ColumnStride);
                var to = target + ((nint)first * height) + i;
                for (var k = 0; k < depth; k++, from += a.ColumnStride, to += height)
                    *to = factor * *from;
            }
        }
    }
}
