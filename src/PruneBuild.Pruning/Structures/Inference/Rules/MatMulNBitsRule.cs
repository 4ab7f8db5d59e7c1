using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// MatMulNBits of ONNX Runtime: a [.., K] times a packed weight [N, K/block, bytes of a block], scales [N, K/block] or flat, zero points
/// packed row by row, bias [N]. Outputs and inputs can go one by one: what is left of each block of inputs is packed anew in smaller blocks
/// of the same scale. Whole blocks only where zero points are not packed; no inputs where their order is not that of the axis (g_idx).
/// </summary>
internal sealed class MatMulNBitsRule : IOperatorRule
{
    private const int Weight = 1, Scales = 2, ZeroPoints = 3, Order = 4, Bias = 5;

    public IReadOnlyList<string> Operators => ["com.microsoft::MatMulNBits"];

    public void Apply(NodeScope scope)
    {
        if (!scope.IsConstant(Weight))
            throw new RuleMissesException("its weight is computed");
        var (x, w) = (scope.Axes(0), scope.Axes(Weight));
        var (inputs, outputs, block) = (scope.Int("K", 0), w[0], scope.Int("block_size", 0));
        if (w.Length != 3 || block <= 0 || w[1].Size != (inputs + block - 1) / block || x[^1].Size != inputs)
            throw new RuleMissesException("its weight is laid out in an unknown way");
        scope.Pin(w[2], Pin.PartOfPacking);
        StateInputs(scope, x[^1], w[1], block);
        UnifyRows(scope, Scales, outputs, w[1]);
        if (scope.HasInput(ZeroPoints))
            UnifyRows(scope, ZeroPoints, outputs, PerOutput(scope, outputs, w[1]));
        if (scope.HasInput(Bias))
            scope.Unify(scope.Axes(Bias)[0], outputs);
        scope.ObligeAttribute("K", 0, inputs, x[^1]);
        scope.ObligeAttribute("N", 0, outputs.Size, outputs);
        scope.Contract(0, x.Length - 1, x[^1], ConsumerKind.Other);
        scope.SetOutput(0, [.. x[..^1], outputs]);
        scope.Work([.. x, outputs]);
        scope.MarkPacked(Weight, [outputs, x[^1]], scope.Int("bits", 4));
    }

    private static void StateInputs(NodeScope scope, Dim inputs, Dim blocks, long block)
    {
        if (scope.HasInput(Order))
            scope.Pin(inputs, "the order of its weight's rows is not that of the axis");
        else if (!scope.HasInput(ZeroPoints) || scope.Fact(ZeroPoints)?.Type == ElementType.UInt8)
            scope.MarkRepacked(inputs);
        else if (inputs.Size % block == 0)
            scope.UnifyProducts([inputs], [blocks, Fixed(scope, block, "its elements share a scale")]);
        else
            scope.Pin(inputs, "its last block of shared scales is not whole");
        if (!scope.HasInput(ZeroPoints) || scope.Fact(ZeroPoints)?.Type == ElementType.UInt8 || scope.HasInput(Order))
            scope.Pin(blocks, Pin.PartOfPacking);
    }

    /// <summary>Numbers for each output, as a matrix or as a list.</summary>
    private static void UnifyRows(NodeScope scope, int input, Dim outputs, Dim perOutput) =>
        scope.UnifyProducts(scope.Axes(input), [outputs, perOutput]);

    /// <summary>Packed zero points have whole bytes for each output; unpacked ones are numbers of the scale's layout.</summary>
    private static Dim PerOutput(NodeScope scope, Dim outputs, Dim blocks)
    {
        var size = scope.Axes(ZeroPoints).Aggregate(1L, (product, dim) => product * dim.Size) / outputs.Size;
        return size == blocks.Size ? blocks : Fixed(scope, size, Pin.PartOfPacking);
    }

    private static Dim Fixed(NodeScope scope, long size, string reason)
    {
        var dim = new Dim(size);
        scope.Pin(dim, reason);
        return dim;
    }
}
