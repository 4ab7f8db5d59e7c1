namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Einsum: axes with the same letter are equal; letters that the result lacks are summed over.</summary>
internal sealed class EinsumRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Einsum"];

    public void Apply(NodeScope scope)
    {
        var (operands, result) = Parse(scope.Text("equation", ""));
        if (operands.Length != scope.InputCount)
            throw new RuleMissesException("its equation has another number of operands");
        var letters = new Dictionary<char, Dim>();
        for (var input = 0; input < operands.Length; input++)
            Name(scope, operands[input], scope.Axes(input), letters);
        scope.SetOutput(0, [.. result.Select(letter => letters[letter])]);
        if (letters.Keys.Any(letter => !result.Contains(letter)))
            scope.Work(letters.Values);
        for (var input = 0; input < operands.Length; input++)
            Contract(scope, input, operands, result);
        if (operands.Length == 2 && !scope.IsWeight(0) && !scope.IsWeight(1))
            scope.MarkProduct([.. letters.Where(pair => IsWidth(pair.Key, operands, result)).Select(pair => pair.Value)]);
    }

    /// <summary>Summed over, or brought by the second operand alone.</summary>
    private static bool IsWidth(char letter, string[] operands, string result) => !result.Contains(letter) || !operands[0].Contains(letter);

    private static void Name(NodeScope scope, string operand, Dim[] axes, Dictionary<char, Dim> letters)
    {
        if (operand.Length != axes.Length || operand.Distinct().Count() != operand.Length)
            throw new RuleMissesException("its equation repeats letters of an operand or leaves them out");
        for (var axis = 0; axis < axes.Length; axis++)
        {
            if (!letters.TryGetValue(operand[axis], out var known) || known.Size == 1)
                letters[operand[axis]] = axes[axis];
            else if (axes[axis].Size != 1)
                scope.Unify(known, axes[axis]);
        }
    }

    /// <summary>A letter is summed over at each factor that is computed; in a product of constants at the first that has it.</summary>
    private static void Contract(NodeScope scope, int input, string[] operands, string result)
    {
        var isConstant = Enumerable.Range(0, scope.InputCount).All(scope.IsFixed);
        if (scope.IsFixed(input) && !isConstant)
            return;
        for (var axis = 0; axis < operands[input].Length; axis++)
        {
            var letter = operands[input][axis];
            if (!result.Contains(letter) && !(isConstant && operands.Take(input).Any(operand => operand.Contains(letter))))
                scope.Contract(input, axis, scope.Axes(input)[axis], ConsumerKind.Other);
        }
    }

    private static (string[] Operands, string Result) Parse(string equation)
    {
        var text = equation.Replace(" ", "", StringComparison.Ordinal);
        if (text.Contains('.', StringComparison.Ordinal))
            throw new RuleMissesException("its equation has an ellipsis");
        var sides = text.Split("->");
        var operands = sides[0].Split(',');
        // Without an arrow the result has, in alphabetical order, the letters that come once.
        var result = sides.Length > 1
            ? sides[1]
            : string.Concat(
                string.Concat(operands).GroupBy(letter => letter).Where(same => same.Count() == 1).Select(same => same.Key).Order());
        return (operands, result);
    }
}
