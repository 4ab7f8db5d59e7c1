using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients;

/// <summary>Puts values back among zeros.</summary>
internal static class Placement
{
    /// <summary>A value lengthened with zeros along an axis.</summary>
    /// <param name="value">What to place.</param>
    /// <param name="rank">Its number of axes.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="first">Where it begins, int64 [1].</param>
    /// <param name="size">Size of the axis in the result, int64 [1].</param>
    public static GraphValue At(GraphValue value, int rank, int axis, GraphValue first, GraphValue size)
    {
        var none = first.Integers(0);
        var behind = size - first - value.Size(axis);
        var pads = Enumerable.Range(0, 2 * rank).Select(i => i == axis ? first : i == rank + axis ? behind : none);
        return value.Apply("Pad", GraphValue.Concat(0, [.. pads]));
    }

    /// <summary>Slices of a value added at indices of an axis of zeros.</summary>
    /// <param name="value">What to place.</param>
    /// <param name="rank">Its number of axes.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="indices">Where each slice goes, int64 [slices]; may repeat and be negative.</param>
    /// <param name="size">Size of the axis in the result, int64 [1].</param>
    public static GraphValue Scatter(GraphValue value, int rank, int axis, GraphValue indices, GraphValue size)
    {
        int[] order = [axis, .. Enumerable.Range(0, rank).Where(i => i != axis)];
        var updates = value.Transpose(order);
        var rest = updates.Shape().Slice(0, 1, long.MaxValue);
        var zeros = value.Zeros(rank == 1 ? size : GraphValue.Concat(0, size, rest));
        return Add(zeros, indices.Unsqueeze(-1), updates).Transpose([.. Enumerable.Range(0, rank).Select(i => Array.IndexOf(order, i))]);
    }

    /// <summary>ScatterND that adds.</summary>
    public static GraphValue Add(GraphValue target, GraphValue indices, GraphValue updates) =>
        target.Apply("ScatterND", [indices, updates], NodeWriter.Attribute("reduction", "add"));
}
