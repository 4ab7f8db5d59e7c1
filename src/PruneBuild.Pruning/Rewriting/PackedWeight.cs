using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Rewriting;

/// <summary>The weight of a MatMulNBits node, unpacked: w[n, k] = scale[n, block of k]·(q[n, k] − zero point[n, block of k]).</summary>
/// <param name="Bits">Of an element: 2, 4 or 8.</param>
/// <param name="Block">Inputs that share a scale.</param>
/// <param name="Elements">q [N, K], K filled up to whole blocks.</param>
/// <param name="Scales">[N, blocks], of any float type.</param>
/// <param name="ZeroPoints">[N, blocks]; null where they are the middle, 2^(bits − 1).</param>
/// <param name="FlatScales">True where the file has scales and zero points without an axis of outputs.</param>
/// <param name="FlatZeroPoints">The same of zero points.</param>
internal sealed record PackedWeight(
    int Bits, int Block, byte[,] Elements, Tensor Scales, byte[,]? ZeroPoints, bool FlatScales, bool FlatZeroPoints)
{
    private const int WeightInput = 1, ScalesInput = 2, ZeroPointsInput = 3;

    private int Outputs => Elements.GetLength(0);

    /// <summary>Unpacks what a node reads.</summary>
    public static PackedWeight Read(OnnxModel model, GraphProto graph, NodeProto node)
    {
        var index = GraphIndex.Deep(graph);
        Tensor Constant(int input) => model.Read(index.Constant(node.Input[input])!);
        var (bits, block) = ((int)node.Integer("bits", 4), (int)node.Integer("block_size", 0));
        var (weight, scales) = (Constant(WeightInput), Constant(ScalesInput));
        var (outputs, blocks) = ((int)weight.Shape[0], (int)weight.Shape[1]);
        var zeroPoints = node.Input.Count > ZeroPointsInput && node.Input[ZeroPointsInput].Length > 0 ? Constant(ZeroPointsInput) : null;
        return new PackedWeight(
            bits, block, Unpack(weight.Bytes, outputs, blocks * block, bits),
            scales.Reshape(outputs, blocks),
            zeroPoints is null ? null : Unpack(zeroPoints.Bytes, outputs, blocks, bits),
            scales.Rank == 1, zeroPoints?.Rank == 1);
    }

    /// <summary>The inputs that stay, in the largest blocks that no old block's end lies inside of.</summary>
    /// <param name="kept">Inputs, ascending; each old block but the last has a multiple of the smallest block of them.</param>
    /// <param name="silent">Those of them whose weights become zero.</param>
    public PackedWeight Take(int[] kept, IReadOnlySet<int> silent)
    {
        var block = Block;
        var counts = kept.GroupBy(input => input / Block).Select(same => same.Count()).ToArray();
        while (block > PackedBlocks.Smallest && counts.SkipLast(1).Any(count => count % block != 0))
            block /= 2;
        var starts = Enumerable.Range(0, (kept.Length + block - 1) / block).Select(i => kept[i * block] / Block).ToArray();
        var elements = new byte[Outputs, kept.Length];
        for (var output = 0; output < Outputs; output++)
        {
            for (var i = 0; i < kept.Length; i++)
                elements[output, i] = silent.Contains(kept[i]) ? Zero(output, kept[i] / Block) : Elements[output, kept[i]];
        }

        return this with
        {
            Block = block, Elements = elements, Scales = Scales.Take(1, starts),
            ZeroPoints = ZeroPoints is null ? null : Take(ZeroPoints, starts),
        };
    }

    /// <summary>Packs and puts it in the node's place.</summary>
    public void WriteTo(GraphProto graph, NodeProto node)
    {
        var (inputs, blocks) = (Elements.GetLength(1), (int)Scales.Shape[1]);
        var padded = new byte[Outputs, blocks * Block];
        for (var output = 0; output < Outputs; output++)
        {
            for (var input = 0; input < blocks * Block; input++)
                padded[output, input] = input < inputs ? Elements[output, input] : Zero(output, input / Block);
        }

        GraphPatch.SetConstant(
            graph, node, WeightInput, new Tensor(ElementType.UInt8, [Outputs, blocks, Block * Bits / 8], Pack(padded, Bits)));
        GraphPatch.SetConstant(graph, node, ScalesInput, FlatScales ? Scales.Reshape(Scales.Count) : Scales);
        if (ZeroPoints is not null)
        {
            ValueList<long> shape = FlatZeroPoints ? [Outputs * Bytes(blocks, Bits)] : [Outputs, Bytes(blocks, Bits)];
            GraphPatch.SetConstant(graph, node, ZeroPointsInput, new Tensor(ElementType.UInt8, shape, Pack(ZeroPoints, Bits)));
        }

        node.Attribute.Single(attribute => attribute.Name == "block_size").I = Block;
    }

    private byte Zero(int output, int block) => ZeroPoints is null ? (byte)(1 << (Bits - 1)) : ZeroPoints[output, block];

    private static byte[,] Take(byte[,] rows, int[] columns)
    {
        var taken = new byte[rows.GetLength(0), columns.Length];
        for (var row = 0; row < taken.GetLength(0); row++)
        {
            for (var i = 0; i < columns.Length; i++)
                taken[row, i] = rows[row, columns[i]];
        }

        return taken;
    }

    private static int Bytes(int elements, int bits) => ((elements * bits) + 7) / 8;

    /// <summary>Elements of rows, each of which fills whole bytes, the first element in the lowest bits.</summary>
    private static byte[,] Unpack(ReadOnlySpan<byte> bytes, int rows, int columns, int bits)
    {
        var (unpacked, perByte, mask) = (new byte[rows, columns], 8 / bits, (1 << bits) - 1);
        var rowBytes = Bytes(columns, bits);
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                unpacked[row, column] = (byte)(bytes[(row * rowBytes) + (column / perByte)] >> (column % perByte * bits) & mask);
        }

        return unpacked;
    }

    private static byte[] Pack(byte[,] elements, int bits)
    {
        var (rows, columns, perByte) = (elements.GetLength(0), elements.GetLength(1), 8 / bits);
        var rowBytes = Bytes(columns, bits);
        var packed = new byte[rows * rowBytes];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
                packed[(row * rowBytes) + (column / perByte)] |= (byte)(elements[row, column] << (column % perByte * bits));
        }

        return packed;
    }
}
