namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Gemm: α·A'·B' + β·C with A' [M, K] and B' [K, N], either stored transposed; FusedGemm puts an activation behind it.</summary>
internal sealed class GemmRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Gemm", "com.microsoft::FusedGemm"];

    public void Apply(NodeScope scope)
    {
        var (transposeA, transposeB) = (scope.Int("transA", 0) != 0, scope.Int("transB", 0) != 0);
        var (a, b) = (scope.Axes(0), scope.Axes(1));
        var (rows, inner) = transposeA ? (a[1], a[0]) : (a[0], a[1]);
        var (innerB, columns) = transposeB ? (b[1], b[0]) : (b[0], b[1]);
        scope.Unify(inner, innerB);
        if (scope.HasInput(2))
            UnifyBias(scope, scope.Axes(2), [rows, columns]);
        scope.SetOutput(0, [rows, columns]);
        scope.Work([rows, columns, inner]);

        var weight = scope.Weight(1);
        if (!scope.IsFixed(0) || scope.IsFixed(1))
        {
            var linear = weight is not null && !transposeA && PlainProduct.Is(scope.Node);
            scope.Contract(
                0, transposeA ? 0 : 1, inner, linear ? ConsumerKind.Linear : ConsumerKind.Other,
                linear ? weight : null, transposeB, columns.Size);
        }

        if (!scope.IsFixed(1))
            scope.Contract(1, transposeB ? 1 : 0, innerB, ConsumerKind.Other);
    }

    private static void UnifyBias(NodeScope scope, Dim[] bias, Dim[] output)
    {
        for (var fromEnd = 1; fromEnd <= bias.Length; fromEnd++)
        {
            if (bias[^fromEnd].Size != 1)
                scope.Unify(bias[^fromEnd], output[^fromEnd]);
        }
    }
}
