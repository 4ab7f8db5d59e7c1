using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>MatMulNBits: a product with a weight that is kept in blocks of few bits.</summary>
internal static class BlockQuantization
{
    /// <summary>Writes a MatMul with the weight in floats, (q − zero)·scale. Inputs: a, weight [N, blocks, bytes], scales [N·blocks], zero
    /// points, order of groups, bias.</summary>
    public static bool TakeApart(FusedNode node)
    {
        if (node.Int("bits", 4) != 4 || node.Constant(1) is not { } packed || node.Has(4) || node.Has(3)
            && node.Constant(3) is not { Type: ElementType.UInt8 })
            return false;
        var (k, n, size) = (node.Int("K", 0), node.Int("N", 0), node.Int("block_size", 32));
        var blocks = (k + size - 1) / size;
        var levels = Floats(node, Halves(packed), n, blocks, size);
        var zeros = node.Constant(3) is { } given
            ? Floats(node, Halves(given), n, (blocks + 1) / 2 * 2, 1).Slice(1, 0, blocks)
            : levels.Like(8);
        var weight = ((levels - zeros) * node.Input(2).Reshape(n, blocks, 1)).Reshape(n, blocks * size).Slice(1, 0, k).Transpose(1, 0);
        var product = node.Input(0).MatMul(weight);
        node.Set(0, node.Has(5) ? product + node.Input(5) : product);
        return true;
    }

    private static GraphValue Floats(FusedNode node, float[] values, params long[] shape) =>
        new(node.Writer, node.Writer.Constant(Tensor.Of(values, shape)), ElementType.Float);

    /// <summary>Two numbers a byte, low half first.</summary>
    private static float[] Halves(Tensor packed)
    {
        var bytes = packed.Bytes;
        var values = new float[bytes.Length * 2];
        for (var i = 0; i < bytes.Length; i++)
            (values[2 * i], values[(2 * i) + 1]) = (bytes[i] & 15, bytes[i] >> 4);
        return values;
    }
}
