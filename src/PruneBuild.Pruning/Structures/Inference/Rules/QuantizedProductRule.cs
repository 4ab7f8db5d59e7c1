namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>MatMul of integers: the weight's scales and zero points are scalars, or one for each column; so is the bias.</summary>
internal sealed class QuantizedProductRule : IOperatorRule
{
    public IReadOnlyList<string> Operators =>
        ["MatMulInteger", "QLinearMatMul", "com.microsoft::MatMulIntegerToFloat", "com.microsoft::DynamicQuantizeMatMul"];

    public void Apply(NodeScope scope)
    {
        var (right, zeroPoint, perColumn) = scope.Node.OpType switch
        {
            "MatMulInteger" => (1, 2, new[] { 3 }),
            "QLinearMatMul" => (3, 2, [4, 5]),
            "MatMulIntegerToFloat" => (1, 4, [3, 5, 6]),
            _ => (1, -1, [2, 3, 4]),
        };
        if (!scope.IsConstant(right))
            throw new RuleMissesException("both factors are computed");
        var product = MatMulRule.Multiply(scope, 0, right, quantized: true, scope.ZeroPoint(zeroPoint));
        foreach (var input in perColumn.Where(scope.HasInput))
        {
            var parameter = scope.Axes(input);
            if (parameter.Any(dim => dim.Size > 1))
                scope.Unify(parameter[^1], product[^1]);
        }
    }
}
