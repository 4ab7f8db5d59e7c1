using System.Runtime.Intrinsics;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Kernels;

/// <summary>Multiplies rotations out, for a few columns at a time, so that those columns stay in the cache through all of them.</summary>
internal static class Rotations
{
    private const int PanelColumns = 32;

    /// <summary>The product of all rotations applied to the identity.</summary>
    public static Matrix Product(int size, List<Rotation> rotations, int threads)
    {
        var result = Matrix.Uninitialised(size, size);
        Tasks.Run((size + PanelColumns - 1) / PanelColumns, threads, panel => FillPanel(result, panel * PanelColumns, rotations));
        return result;
    }

    private static unsafe void FillPanel(Matrix result, int first, List<Rotation> rotations)
    {
        var size = result.Rows;
        var columns = Math.Min(PanelColumns, size - first);
        using var panel = new PackedPanels(size * PanelColumns);
        new Span<double>(panel.Start, size * PanelColumns).Clear();
        for (var j = 0; j < columns; j++)
            panel.Start[((first + j) * PanelColumns) + j] = 1.0;
        foreach (var rotation in rotations)
            Rotate(panel.Start + (rotation.Row * PanelColumns), rotation);
        for (var i = 0; i < size; i++)
            new ReadOnlySpan<double>(panel.Start + (i * PanelColumns), columns).CopyTo(result.WritableRow(i)[first..]);
    }

    private static unsafe void Rotate(double* upper, Rotation rotation)
    {
        var lower = upper + PanelColumns;
        var cosine = Vector512.Create(rotation.Cosine);
        var sine = Vector512.Create(rotation.Sine);
        for (var j = 0; j < PanelColumns; j += Vector512<double>.Count)
        {
            var a = Vector512.Load(upper + j);
            var b = Vector512.Load(lower + j);
            Vector512.FusedMultiplyAdd(cosine, a, sine * b).Store(upper + j);
            Vector512.FusedMultiplyAdd(cosine, b, -(sine * a)).Store(lower + j);
        }
    }
}
