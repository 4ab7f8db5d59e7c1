using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>Follows the integers of shape arithmetic through the operators that compute with them, and pins sizes that leave it.</summary>
internal static class TermArithmetic
{
    /// <summary>Inputs that state a shape; the rule of the operator has dealt with them.</summary>
    private static readonly Dictionary<string, int[]> ShapeInputs = new()
    {
        ["Reshape"] = [1], ["Expand"] = [1], ["ConstantOfShape"] = [0], ["Slice"] = [1, 2, 3, 4], ["Split"] = [1], ["Pad"] = [1],
        ["Tile"] = [1], ["Resize"] = [2, 3], ["Range"] = [0, 1, 2], ["Shape"] = [0], ["Size"] = [0],
    };

    /// <summary>Runs after the rule of a node.</summary>
    public static void Apply(NodeScope scope, InferenceState state)
    {
        if (Compute(scope) is { } result)
            scope.SetTerms(0, result);
        if (scope.Node.Output.Any(output => state.Terms(output) is not null))
            return;
        var stated = ShapeInputs.GetValueOrDefault(scope.Node.OpType, []);
        for (var input = 0; input < scope.InputCount; input++)
        {
            if (stated.Contains(input))
                continue;
            foreach (var dim in (scope.Terms(input) ?? []).SelectMany(term => term.Dims))
                scope.Pin(dim, "its size enters a computation");
        }
    }

    private static IntTerm[]? Compute(NodeScope scope) => scope.Node.OpType switch
    {
        "Identity" => scope.Terms(0),
        "Cast" => (ElementType)scope.Int("to", 0) is ElementType.Int64 or ElementType.Int32 ? scope.Terms(0) : null,
        "Add" => Binary(scope, TermOperator.Add),
        "Sub" => Binary(scope, TermOperator.Subtract),
        "Mul" => Binary(scope, TermOperator.Multiply),
        "Div" => Binary(scope, TermOperator.Divide),
        "Max" when scope.InputCount == 2 => Binary(scope, TermOperator.Maximum),
        "Min" when scope.InputCount == 2 => Binary(scope, TermOperator.Minimum),
        "Equal" => EqualToNegative(scope),
        "Where" => Where(scope),
        "ReduceProd" => scope.Terms(0) is { Length: > 0 } terms
            ? [terms.Aggregate((product, term) => new BinaryTerm(TermOperator.Multiply, product, term))]
            : null,
        _ => null,
    };

    private static IntTerm[]? Binary(NodeScope scope, TermOperator op)
    {
        if (scope.Terms(0) is not { } left || scope.Terms(1) is not { } right)
            return null;
        var count = Math.Max(left.Length, right.Length);
        if ((left.Length != count && left.Length != 1) || (right.Length != count && right.Length != 1))
            return null;
        return [.. Enumerable.Range(0, count)
            .Select(i => new BinaryTerm(op, left[left.Length == 1 ? 0 : i], right[right.Length == 1 ? 0 : i]))];
    }

    /// <summary>Exporters ask whether a target size is −1; sizes never are, so the answer does not depend on them.</summary>
    private static IntTerm[]? EqualToNegative(NodeScope scope)
    {
        var negative = Enumerable.Range(0, 2).Any(input => scope.Fact(input)?.Integers is { } values && values.All(value => value < 0));
        return negative && scope.OutputFact(0)?.Integers is { } answers ? [.. answers.Select(answer => new LiteralTerm(answer))] : null;
    }

    private static IntTerm[]? Where(NodeScope scope)
    {
        if (Condition(scope) is not { } condition || scope.Terms(1) is not { } then || scope.Terms(2) is not { } otherwise)
            return null;
        var count = Math.Max(condition.Length, Math.Max(then.Length, otherwise.Length));
        return [.. Enumerable.Range(0, count)
            .Select(i => Pick(condition, i) is LiteralTerm { Value: not 0 } ? Pick(then, i) : Pick(otherwise, i))];
    }

    /// <summary>Known answers: computed ones that no size changes, or a constant.</summary>
    private static IntTerm[]? Condition(NodeScope scope) => scope.Terms(0)
        ?? (scope.IsConstant(0) && scope.Fact(0)?.Integers is { } answers ? [.. answers.Select(answer => new LiteralTerm(answer))] : null);

    private static IntTerm Pick(IntTerm[] terms, int i) => terms[terms.Length == 1 ? 0 : i];
}
