using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Matrix products.</summary>
internal static class ProductRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["MatMul"] = node => MatMul(node, 1, false, false),
        ["com.microsoft:FusedMatMul"] = FusedMatMul,
        ["Gemm"] = Gemm,
    };

    private static void FusedMatMul(BackwardNode node)
    {
        if (node.Int("transBatchA", 0) != 0 || node.Int("transBatchB", 0) != 0)
            node.Refuse("it transposes batches");
        else
            MatMul(node, node.Float("alpha", 1), node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
    }

    // Y = α·A·B: Ȧ = α·Ẏ·Bᵀ, Ḃ = α·Aᵀ·Ẏ, summed over broadcast batch axes. A vector is a matrix of one row (A) or one column (B); of
    // matrices that the node transposes first, the gradients are transposed back.
    private static void MatMul(BackwardNode node, double alpha, bool transA, bool transB)
    {
        var (rankA, rankB) = (node.Rank(0), node.Rank(1));
        var a = rankA == 1 ? node.Input(0).Unsqueeze(0) : Swapped(transA, node.Input(0), rankA);
        var b = rankB == 1 ? node.Input(1).Unsqueeze(1) : Swapped(transB, node.Input(1), rankB);
        var gradient = node.Gradient * alpha;
        if (rankB == 1)
            gradient = gradient.Unsqueeze(-1);
        if (rankA == 1)
            gradient = gradient.Unsqueeze(-2);
        ValueList<long> shapeA = rankA == 1 ? [1, .. node.Fact(0).Shape] : Swapped(transA, node.Fact(0).Shape);
        ValueList<long> shapeB = rankB == 1 ? [.. node.Fact(1).Shape, 1] : Swapped(transB, node.Fact(1).Shape);
        var batch = Batch(shapeA, shapeB);
        node.Give(0, () => Shaped(Reduced(gradient.MatMul(SwapLast(b, shapeB.Count)), a, shapeA, 0), rankA, transA));
        node.Give(1, () => Shaped(
            shapeB.Count == 2 && shapeA.Count > 2
                ? a.Flatten(-1).Transpose(1, 0).MatMul(gradient.Flatten(-1))
                : Reduced(SwapLast(a, shapeA.Count).MatMul(gradient), b, shapeB, 1),
            rankB,
            transB));

        GraphValue Reduced(GraphValue full, GraphValue input, ValueList<long> shape, int position) => batch.Count == 0
            ? full
            : Broadcasts.Reduce(full, [.. batch, .. shape.TakeLast(2)], input, shape, node.Constant(position) is not null);
    }

    private static GraphValue Shaped(GraphValue gradient, int rank, bool isTransposed) =>
        rank == 1 ? gradient.Reshape(-1) : Swapped(isTransposed, gradient, rank);

    private static GraphValue Swapped(bool isTransposed, GraphValue value, int rank) => isTransposed ? SwapLast(value, rank) : value;

    private static ValueList<long> Swapped(bool isTransposed, ValueList<long> shape) =>
        isTransposed ? [.. shape.SkipLast(2), shape[^1], shape[^2]] : shape;

    private static ValueList<long> Batch(ValueList<long> a, ValueList<long> b)
    {
        var (batchA, batchB) = (a.SkipLast(2).ToList(), b.SkipLast(2).ToList());
        var rank = Math.Max(batchA.Count, batchB.Count);
        return Enumerable.Range(0, rank).Select(i => Math.Max(At(batchA, i), At(batchB, i))).ToValueList();

        long At(List<long> batch, int i) => i < rank - batch.Count ? 1 : batch[i - (rank - batch.Count)];
    }

    private static GraphValue SwapLast(GraphValue value, int rank) =>
        value.Transpose([.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);

    // Y = α·A′·B′ + β·C, where A′ and B′ may be transposed.
    private static void Gemm(BackwardNode node)
    {
        var (alpha, beta) = (node.Float("alpha", 1), node.Float("beta", 1));
        var (transA, transB) = (node.Int("transA", 0) != 0, node.Int("transB", 0) != 0);
        var gradient = node.Gradient;
        node.Give(0, () => transA
            ? (transB ? node.Input(1).Transpose(1, 0) : node.Input(1)).MatMul(gradient.Transpose(1, 0)) * alpha
            : gradient.MatMul(transB ? node.Input(1) : node.Input(1).Transpose(1, 0)) * alpha);
        node.Give(1, () => transB
            ? gradient.Transpose(1, 0).MatMul(transA ? node.Input(0).Transpose(1, 0) : node.Input(0)) * alpha
            : (transA ? node.Input(0) : node.Input(0).Transpose(1, 0)).MatMul(gradient) * alpha);
        node.GiveBroadcast(2, () => gradient * beta);
    }
}
