using System.Runtime.Intrinsics;

namespace PruneBuild.Numerics.Kernels;

/// <summary>Solves with triangular blocks, in place, by halving: most of the work becomes products.</summary>
internal static class Substitution
{
    /// <summary>Triangles up to this size are solved by plain substitution.</summary>
    private const int SmallSize = 64;

    private const int PanelWidth = 32;

    private const long SerialWork = 100_000;

    /// <summary>X ← L⁻¹X for a lower triangle L; what lies above its diagonal is not read.</summary>
    public static void Forward(Block lower, Block x, int threads)
    {
        if (lower.Rows <= SmallSize)
        {
            SolvePanels(lower, x, threads, ForwardPanel);
            return;
        }
        var (head, tail) = Halves.Of(lower.Rows);
        var top = x.Slice(0, 0, head, x.Columns);
        var bottom = x.Slice(head, 0, tail, x.Columns);
        Forward(lower.Slice(0, 0, head, head), top, threads);
        Product.Add(bottom, -1.0, lower.Slice(head, 0, tail, head), top, Part.All, threads);
        Forward(lower.Slice(head, head, tail, tail), bottom, threads);
    }

    /// <summary>X ← U⁻¹X for an upper triangle U; what lies below its diagonal is not read.</summary>
    public static void Backward(Block upper, Block x, int threads)
    {
        if (upper.Rows <= SmallSize)
        {
            SolvePanels(upper, x, threads, BackwardPanel);
            return;
        }
        var (head, tail) = Halves.Of(upper.Rows);
        var top = x.Slice(0, 0, head, x.Columns);
        var bottom = x.Slice(head, 0, tail, x.Columns);
        Backward(upper.Slice(head, head, tail, tail), bottom, threads);
        Product.Add(top, -1.0, upper.Slice(0, head, head, tail), bottom, Part.All, threads);
        Backward(upper.Slice(0, 0, head, head), top, threads);
    }

    private static unsafe void SolvePanels(Block triangle, Block x, int threads, Action<Block, nint> solvePanel)
    {
        if ((long)triangle.Rows * triangle.Rows * x.Columns < SerialWork)
            threads = 1;
        Tasks.Run((x.Columns + PanelWidth - 1) / PanelWidth, threads, panel =>
        {
            var first = panel * PanelWidth;
            var columns = x.Slice(0, first, x.Rows, Math.Min(PanelWidth, x.Columns - first));
            using var packed = new PackedPanels(x.Rows * PanelWidth);
            PackedPanels.PackRows(columns.Transposed, 1.0, PanelWidth, packed.Start);
            solvePanel(triangle, (nint)packed.Start);
            PackedPanels.UnpackRows(columns.Transposed, PanelWidth, packed.Start);
        });
    }

    private static unsafe void ForwardPanel(Block lower, nint panel)
    {
        for (var i = 0; i < lower.Rows; i++)
            SolveRow(lower, i, 0, i, (double*)panel);
    }

    private static unsafe void BackwardPanel(Block upper, nint panel)
    {
        for (var i = upper.Rows - 1; i >= 0; i--)
            SolveRow(upper, i, i + 1, upper.Rows, (double*)panel);
    }

    /// <summary>x_i ← (x_i − Σ_{start ≤ k &lt; end} T_ik x_k) / T_ii for the columns of a panel,
    /// in four chains of multiply-adds that hide each other's latency.</summary>
    private static unsafe void SolveRow(Block triangle, int i, int start, int end, double* panel)
    {
        var target = panel + (i * PanelWidth);
        var (x0, x1, x2, x3) =
            (Vector512.Load(target), Vector512.Load(target + 8), Vector512.Load(target + 16), Vector512.Load(target + 24));
        fixed (double* row = &triangle.Storage[triangle.Offset + (i * triangle.RowStride)])
        {
            for (var k = start; k < end; k++)
            {
                var factor = Vector512.Create(-row[(nint)k * triangle.ColumnStride]);
                var solved = panel + (k * PanelWidth);
                x0 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved), x0);
                x1 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 8), x1);
                x2 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 16), x2);
                x3 = Vector512.FusedMultiplyAdd(factor, Vector512.Load(solved + 24), x3);
            }

            var pivot = Vector512.Create(row[(nint)i * triangle.ColumnStride]);
            (x0 / pivot).Store(target);
            (x1 / pivot).Store(target + 8);
            (x2 / pivot).Store(target + 16);
            (x3 / pivot).Store(target + 24);
        }
    }
}
