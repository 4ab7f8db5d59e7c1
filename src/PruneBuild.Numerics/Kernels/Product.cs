using System.Runtime.Intrinsics.X86;

namespace PruneBuild.Numerics.Kernels;

/// <summary>C ← C + α·A·B for blocks: every dense algorithm of this assembly spends its time here.</summary>
/// <remarks>
/// B is packed once per slab of k, each task packs its own rows of A, and the register tile does the rest: the layering that
/// Goto and van de Geijn describe (Anatomy of High-Performance Matrix Multiplication, ACM TOMS 34, 2008). An element of C is summed in
/// the order of k, slab by slab, whatever task computes it: the number of threads never changes a bit.
/// </remarks>
internal static class Product
{
    /// <summary>Depth of a slab: a panel of B (24·256 doubles) passes the second-level cache once for all rows of a task.</summary>
    private const int SlabDepth = 256;

    /// <summary>Rows of a task: its packed part of A (96·256 doubles) stays in the second-level cache with room for B.</summary>
    private const int TaskRows = 96;

    /// <summary>Columns of a task, where there are many tasks; its share of C passes the caches once for each slab.</summary>
    private const int MostTaskColumns = 768;

    private const int LeastTaskColumns = 192;

    /// <summary>Below this many multiply-adds waking other threads costs more than it brings.</summary>
    private const long SerialWork = 200_000;

    /// <param name="c">Where to add. Rows or columns contiguous; rows when only a <paramref name="part" /> is wanted.</param>
    /// <param name="alpha">α.</param>
    /// <param name="a">A: as many rows as C.</param>
    /// <param name="b">B: as many columns as C.</param>
    /// <param name="part">Which elements of C must be right afterwards.</param>
    /// <param name="threads">How many threads may work at once.</param>
    public static void Add(Block c, double alpha, Block a, Block b, Part part = Part.All, int threads = 1)
    {
        // Not Vector512.IsHardwareAccelerated, which is false on processors that lower their clock for wide vectors:
        // products gain all the same.
        if (Avx512F.IsSupported)
            Add<RegisterTile512>(c, alpha, a, b, part, threads);
        else
            Add<RegisterTile256>(c, alpha, a, b, part, threads);
    }

    internal static unsafe void Add<TTile>(Block c, double alpha, Block a, Block b, Part part, int threads)
        where TTile : struct, IRegisterTile
    {
        if (c.Rows == 0 || c.Columns == 0 || a.Columns == 0)
            return;
        if (c.ColumnStride != 1)
        {
            // Tiles of C are rows in memory, so a transposed C is written as Cᵀ += Bᵀ·Aᵀ.
            Add<TTile>(c.Transposed, alpha, b.Transposed, a.Transposed, part, threads);
            return;
        }
        if ((long)c.Rows * c.Columns * a.Columns < SerialWork)
            threads = 1;
        var panels = Ceiling(c.Columns, TTile.Columns);
        using var packed = new PackedPanels(panels * TTile.Columns * Math.Min(SlabDepth, a.Columns));
        for (var k = 0; k < a.Columns; k += SlabDepth)
        {
            var depth = Math.Min(SlabDepth, a.Columns - k);
            var slabA = a.Slice(0, k, a.Rows, depth);
            PackColumns<TTile>(b.Slice(k, 0, depth, b.Columns), packed.Start, threads);
            AddSlab<TTile>(c, alpha, slabA, packed, part, threads);
        }
    }

    private static unsafe void PackColumns<TTile>(Block b, double* target, int threads)
        where TTile : struct, IRegisterTile
    {
        var address = (nint)target;
        Tasks.Run(Ceiling(b.Columns, TTile.Columns), threads, panel =>
        {
            var first = panel * TTile.Columns;
            var columns = b.Slice(0, first, b.Rows, Math.Min(TTile.Columns, b.Columns - first));
            PackedPanels.PackRows(columns.Transposed, 1.0, TTile.Columns, (double*)address + ((nint)first * b.Rows));
        });
    }

    private static void AddSlab<TTile>(Block c, double alpha, Block a, PackedPanels b, Part part, int threads)
        where TTile : struct, IRegisterTile
    {
        var rowTasks = Ceiling(c.Rows, TaskRows);
        var taskColumns = MostTaskColumns;
        // Few tasks of unlike size leave threads idle at the end; how C is divided changes no bit.
        while (threads > 1 && taskColumns > LeastTaskColumns && rowTasks * Ceiling(c.Columns, taskColumns) < 4 * threads)
            taskColumns /= 2;
        var columnTasks = Ceiling(c.Columns, taskColumns);
        Tasks.Run(rowTasks * columnTasks, threads, task =>
        {
            // Of a lower part the long rows first, so that short ones are left to level out the threads.
            var row = (part == Part.Lower ? rowTasks - 1 - (task / columnTasks) : task / columnTasks) * TaskRows;
            var column = task % columnTasks * taskColumns;
            var rows = Math.Min(TaskRows, c.Rows - row);
            if (part == Part.Lower && column > row + rows - 1)
                return;
            var columns = Math.Min(taskColumns, c.Columns - column);
            AddTask<TTile>(c, alpha, a.Slice(row, 0, rows, a.Columns), b, row, column, columns, part);
        });
    }

    private static unsafe void AddTask<TTile>(Block c, double alpha, Block a, PackedPanels b, int row, int column, int columns, Part part)
        where TTile : struct, IRegisterTile
    {
        using var packed = new PackedPanels(Ceiling(a.Rows, TTile.Rows) * TTile.Rows * a.Columns);
        PackedPanels.PackRows(a, alpha, TTile.Rows, packed.Start);
        var spill = stackalloc double[TTile.Rows * TTile.Columns];
        fixed (double* storage = c.Storage)
            for (var j = column; j < column + columns; j += TTile.Columns)
                for (var i = part == Part.All ? 0 : FirstRow<TTile>(row, j); i < a.Rows; i += TTile.Rows)
                {
                    var panelA = packed.Start + ((nint)i * a.Columns);
                    var panelB = b.Start + ((nint)j * a.Columns);
                    var target = storage + c.Offset + ((nint)(row + i) * c.RowStride) + j;
                    if (a.Rows - i >= TTile.Rows && c.Columns - j >= TTile.Columns)
                        TTile.Accumulate(panelA, panelB, a.Columns, target, c.RowStride);
                    else
                        AccumulateEdge<TTile>(panelA, panelB, a.Columns, target, c.RowStride, a.Rows - i, c.Columns - j, spill);
                }
    }

    /// <summary>The first tile, counted in rows from <paramref name="row" />, that reaches down to the diagonal in
    /// <paramref name="column" />.</summary>
    private static int FirstRow<TTile>(int row, int column)
        where TTile : struct, IRegisterTile => Math.Max(0, column - row) / TTile.Rows * TTile.Rows;

    private static unsafe void AccumulateEdge<TTile>(
        double* a, double* b, int depth, double* c, nint stride, int rows, int columns, double* spill)
        where TTile : struct, IRegisterTile
    {
        new Span<double>(spill, TTile.Rows * TTile.Columns).Clear();
        TTile.Accumulate(a, b, depth, spill, TTile.Columns);
        for (var i = 0; i < Math.Min(rows, TTile.Rows); i++)
            for (var j = 0; j < Math.Min(columns, TTile.Columns); j++)
                c[(i * stride) + j] += spill[(i * TTile.Columns) + j];
    }

    private static int Ceiling(int value, int divisor) => (value + divisor - 1) / divisor;
}
