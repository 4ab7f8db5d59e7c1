using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Masks;

/// <summary>How the elements of a weight tensor are read as matrices W of y = xW, one after the other.</summary>
/// <param name="OutputsFirst">True when each matrix is stored [outputs, features], false for [features, outputs].</param>
/// <param name="Parts">Independent matrices: groups of a convolution, directions of a recurrence, a batch.</param>
/// <param name="Features">d of each.</param>
/// <param name="Outputs">m of each.</param>
/// <param name="Window">Kernel elements of a channel. A convolution stores (channel, kernel), and its matrix has rows (kernel, channel):
/// groups of N:M lie along channels, at one kernel element, as hardware wants them.</param>
public sealed record WeightLayout(bool OutputsFirst, int Parts, int Features, int Outputs, int Window = 1)
{
    /// <summary>How the node sees the tensor's axes, where a Transpose lies between that does more than turn each matrix;
    /// null elsewhere.</summary>
    public AxisOrder? Order { get; init; }

    /// <summary>Features at one element of a kernel: groups of N:M begin anew behind them.
    /// Null where nothing but the end ends a group.</summary>
    public int? Run => Window > 1 ? Features / Window : null;

    /// <summary>Number of elements.</summary>
    public int Count => Parts * Features * Outputs;

    /// <summary>The layout of what is stored, where this is the layout of what the node sees.</summary>
    internal WeightLayout Behind(AxisOrder order) =>
        order.IsAsStored ? this
            : order.IsTransposed && Window == 1 ? this with { OutputsFirst = !OutputsFirst }
            : this with { Order = order };

    /// <summary>The matrices, [features, outputs] each.</summary>
    public IReadOnlyList<Matrix> Read(ReadOnlySpan<float> values)
    {
        values = Order is null ? values : Order.Apply(values);
        var parts = new Matrix[Parts];
        for (var part = 0; part < Parts; part++)
        {
            var chunk = values.Slice(part * Features * Outputs, Features * Outputs);
            var stored = OutputsFirst
                ? Matrix.FromRowMajor(Outputs, Features, chunk).Transpose()
                : Matrix.FromRowMajor(Features, Outputs, chunk);
            parts[part] = Window == 1 ? stored : stored.SelectRows(StoredOrder());
        }

        return parts;
    }

    /// <summary>The elements as they are stored, rounded to single precision. Numbers too small for a normal one become +0.</summary>
    public float[] Write(IReadOnlyList<Matrix> parts)
    {
        var values = new float[Count];
        for (var part = 0; part < Parts; part++)
        {
            var stored = Window == 1 ? parts[part] : parts[part].SelectRows(Inverse(StoredOrder()));
            var chunk = (OutputsFirst ? stored.Transpose() : stored).Values;
            for (var i = 0; i < chunk.Length; i++)
            {
                var value = (float)chunk[i];
                values[(part * chunk.Length) + i] = float.IsSubnormal(value) ? 0f : value;
            }
        }

        return Order is null ? values : Order.Inverse.Apply(values);
    }

    /// <summary>For each row of a matrix, the feature in the order of the tap (channel-major windows).</summary>
    public int[] StoredOrder()
    {
        var channels = Features / Window;
        return [.. Enumerable.Range(0, Features).Select(row => (row % channels * Window) + (row / channels))];
    }

    private static int[] Inverse(int[] order)
    {
        var inverse = new int[order.Length];
        for (var i = 0; i < order.Length; i++)
            inverse[order[i]] = i;
        return inverse;
    }
}
