namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>MatMul: contracts the last axis of the first input with the last but one of the second; leading axes broadcast. FusedMatMul
/// scales the product, and reads either factor transposed.</summary>
internal sealed class MatMulRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["MatMul", "com.microsoft::FusedMatMul"];

    public void Apply(NodeScope scope)
    {
        if (scope.Int("transBatchA", 0) != 0 || scope.Int("transBatchB", 0) != 0)
            throw new RuleMissesException("it moves batch axes");
        Multiply(scope, 0, 1, transposeLeft: scope.Int("transA", 0) != 0, transposeRight: scope.Int("transB", 0) != 0);
    }

    /// <summary>States the product of two inputs, and returns its axes.</summary>
    /// <param name="scope">The node.</param>
    /// <param name="left">Position of the first factor.</param>
    /// <param name="right">Position of the second factor.</param>
    /// <param name="quantized">True when the factors are integers: statistics and refits are for floats.</param>
    /// <param name="zero">The value that means zero in the first factor; null when zero does.</param>
    /// <param name="transposeLeft">True when the first factor is read with its last two axes swapped.</param>
    /// <param name="transposeRight">True when the second factor is.</param>
    public static Dim[] Multiply(
        NodeScope scope, int left, int right, bool quantized = false, string? zero = null,
        bool transposeLeft = false, bool transposeRight = false)
    {
        var (a, b) = (Read(scope.Axes(left), transposeLeft), Read(scope.Axes(right), transposeRight));
        if (a.Length == 0 || b.Length == 0)
            throw new RuleMissesException("an operand is a scalar");
        var (inner, innerB) = (a[^1], b.Length == 1 ? b[0] : b[^2]);
        scope.Unify(inner, innerB);
        var batch = Batch(scope, a[..Math.Max(0, a.Length - 2)], b[..Math.Max(0, b.Length - 2)]);
        var rows = a.Length > 1 ? [a[^2]] : Array.Empty<Dim>();
        var columns = b.Length > 1 ? [b[^1]] : Array.Empty<Dim>();
        Dim[] product = [.. batch, .. rows, .. columns];
        scope.SetOutput(0, product);
        scope.Work([.. product, inner]);

        if (!scope.IsWeight(left) && !scope.IsWeight(right))
            scope.MarkProduct([inner, .. columns]);
        if (!quantized && !transposeLeft && !transposeRight && PlainProduct.Is(scope.Node) && a.Length == 3 && b.Length == 3
            && (scope.TryContractOverExperts(left, 2, inner) || scope.TryContractOverExperts(right, 1, innerB)))
            return product;
        var weight = b.Length == 2 && !quantized && PlainProduct.Is(scope.Node) && !transposeLeft
            ? scope.Weight(right)
            : null;
        // A product of constants has its mask at the first factor; any other at what is computed.
        if (!scope.IsFixed(left) || scope.IsFixed(right))
        {
            scope.Contract(
                left, a.Length - (transposeLeft ? 2 : 1), inner, weight is null ? ConsumerKind.Other : ConsumerKind.Linear, weight,
                transposeRight, b[^1].Size, zero: zero);
        }

        if (!scope.IsFixed(right) && !quantized)
            scope.Contract(right, b.Length == 1 ? 0 : b.Length - (transposeRight ? 1 : 2), innerB, ConsumerKind.Other);
        return product;
    }

    private static Dim[] Read(Dim[] dims, bool transpose) => transpose && dims.Length > 1 ? [.. dims[..^2], dims[^1], dims[^2]] : dims;

    private static Dim[] Batch(NodeScope scope, Dim[] a, Dim[] b)
    {
        var (longer, shorter) = a.Length >= b.Length ? (a, b) : (b, a);
        var result = longer.ToArray();
        for (var fromEnd = 1; fromEnd <= shorter.Length; fromEnd++)
        {
            var (x, y) = (longer[^fromEnd], shorter[^fromEnd]);
            if (x.Size != 1 && y.Size != 1)
                scope.Unify(x, y);
            result[^fromEnd] = x.Size == 1 ? y : x;
        }

        return result;
    }
}
