namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// MatMulNBits of ONNX Runtime: a [.., K] times a packed weight [N, K/block, bytes of a block], scales [N, K/block] or flat, zero points packed
/// row by row, bias [N]. Outputs can go one by one, inputs in whole blocks; in pairs of blocks where two zero points share a byte.
/// </summary>
internal sealed class MatMulNBitsRule : IOperatorRule
{
    private const int Weight = 1, Scales = 2, ZeroPoints = 3, Order = 4, Bias = 5;

    public IReadOnlyList<string> Operators => ["com.microsoft::MatMulNBits"];

    public void Apply(NodeScope scope)
    {
        if (scope.HasInput(Order) || !scope.IsConstant(Weight))
            throw new RuleMissesException("the order of its inputs is not that of the axis");
        var (x, w) = (scope.Axes(0), scope.Axes(Weight));
        var (inputs, outputs, block) = (scope.Int("K", 0), w[0], scope.Int("block_size", 0));
        if (w.Length != 3 || w[1].Size * block != inputs || x[^1].Size != inputs)
            throw new RuleMissesException("its last block of inputs is not whole");
        var blocks = w[1];
        scope.Pin(w[2], "it is the bytes of a block");
        scope.UnifyProducts([x[^1]], [blocks, Fixed(scope, block, "its elements share a scale")]);
        UnifyRows(scope, Scales, outputs, blocks);
        if (scope.HasInput(ZeroPoints))
            UnifyZeroPoints(scope, outputs, blocks);
        if (scope.HasInput(Bias))
            scope.Unify(scope.Axes(Bias)[0], outputs);
        scope.ObligeAttribute("K", 0, inputs, x[^1]);
        scope.ObligeAttribute("N", 0, outputs.Size, outputs);
        scope.Contract(0, x.Length - 1, x[^1], ConsumerKind.Other);
        scope.SetOutput(0, [.. x[..^1], outputs]);
        scope.Work([.. x, outputs]);
    }

    /// <summary>Numbers for each block of each output, as a matrix or as a list.</summary>
    private static void UnifyRows(NodeScope scope, int input, Dim outputs, Dim perOutput) =>
        scope.UnifyProducts(scope.Axes(input), [outputs, perOutput]);

    /// <summary>Packed zero points have whole bytes for each output; unpacked ones are numbers of the scale's layout.</summary>
    private static void UnifyZeroPoints(NodeScope scope, Dim outputs, Dim blocks)
    {
        var perOutput = scope.Axes(ZeroPoints).Aggregate(1L, (size, dim) => size * dim.Size) / outputs.Size;
        if (perOutput == blocks.Size)
        {
            UnifyRows(scope, ZeroPoints, outputs, blocks);
            return;
        }

        var bytes = new Dim(perOutput);
        UnifyRows(scope, ZeroPoints, outputs, bytes);
        if (blocks.Size % perOutput == 0)
            scope.UnifyProducts([blocks], [bytes, Fixed(scope, blocks.Size / perOutput, "their zero points share a byte")]);
        else
            scope.Pin(blocks, "the last byte of its zero points is not full");
    }

    private static Dim Fixed(NodeScope scope, long size, string reason)
    {
        var dim = new Dim(size);
        scope.Pin(dim, reason);
        return dim;
    }
}
