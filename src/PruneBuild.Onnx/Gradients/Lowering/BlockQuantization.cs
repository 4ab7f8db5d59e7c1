using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Lowering;

/// <summary>MatMulNBits: a product with a weight that is kept in blocks of few bits.</summary>
internal static class BlockQuantization
{
    /// <summary>Writes a MatMul with the weight in floats. Inputs: a, weight [N, blocks, bytes], scales [N·blocks], zero points.</summary>
    public static bool TakeApart(FusedNode node)
    {
        if (node.Int("bits", 4) != 4 || node.Constant(1) is not { } packed || node.Constant(2) is not { } scales || node.Has(4) || node.Has(3) && node.Constant(3) is null)
            return false;
        var (k, n, size) = (node.Int("K", 0), node.Int("N", 0), node.Int("block_size", 32));
        var weight = Floats(packed, scales.ToFloats(), node.Constant(3), (int)k, (int)n, (int)size);
        var constant = new GraphValue(node.Writer, node.Writer.Constant(Tensor.Of(weight, k, n)), ElementType.Float);
        var product = node.Input(0).MatMul(constant);
        node.Set(0, node.Has(5) ? product + node.Input(5) : product);
        return true;
    }

    /// <summary>(q − zero)·scale, transposed to [K, N]; zero is 8 when it is not given.</summary>
    private static float[] Floats(Tensor packed, float[] scales, Tensor? zeros, int k, int n, int size)
    {
        var blocks = (k + size - 1) / size;
        var zeroBytes = (blocks + 1) / 2;
        var weight = new float[k * n];
        var bytes = packed.Bytes;
        for (var row = 0; row < n; row++)
        {
            for (var column = 0; column < k; column++)
            {
                var (block, place) = (column / size, column % size);
                var value = Half(bytes[(((row * blocks) + block) * (size / 2)) + (place / 2)], place);
                var zero = zeros is null ? 8 : Half(zeros.Bytes[(row * zeroBytes) + (block / 2)], block);
                weight[(column * n) + row] = (value - zero) * scales[(row * blocks) + block];
            }
        }

        return weight;
    }

    private static int Half(byte pair, int place) => place % 2 == 0 ? pair & 15 : pair >> 4;
}
