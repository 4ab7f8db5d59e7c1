namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>MatMul: contracts the last axis of the first input with the last but one of the second; leading axes broadcast.</summary>
internal sealed class MatMulRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["MatMul"];

    public void Apply(NodeScope scope)
    {
        var (a, b) = (scope.Axes(0), scope.Axes(1));
        if (a.Length == 0 || b.Length == 0)
            throw new RuleMissesException("an operand is a scalar");
        var (inner, innerB) = (a[^1], b.Length == 1 ? b[0] : b[^2]);
        scope.Unify(inner, innerB);
        var batch = Batch(scope, a[..Math.Max(0, a.Length - 2)], b[..Math.Max(0, b.Length - 2)]);
        var rows = a.Length > 1 ? [a[^2]] : Array.Empty<Dim>();
        var columns = b.Length > 1 ? [b[^1]] : Array.Empty<Dim>();
        scope.SetOutput(0, [.. batch, .. rows, .. columns]);
        scope.Work([.. batch, .. rows, .. columns, inner]);

        var weight = b.Length == 2 ? scope.Initializer(1) : null;
        if (!scope.IsConstant(0))
            scope.Contract(0, a.Length - 1, inner, weight is null ? ConsumerKind.Other : ConsumerKind.Linear, weight, false, b[^1].Size);
        if (!scope.IsConstant(1))
            scope.Contract(1, b.Length == 1 ? 0 : b.Length - 2, innerB, ConsumerKind.Other);
    }

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
