using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Einsum: the gradient of an operand is the Einsum of the others and the output's gradient.</summary>
internal static class EinsumRule
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule> { ["Einsum"] = Give };

    private static void Give(BackwardNode node)
    {
        var equation = node.Text("equation", "").Replace(" ", "", StringComparison.Ordinal);
        if (equation.Contains("...", StringComparison.Ordinal))
        {
            node.Refuse($"its equation '{equation}' has an ellipsis");
            return;
        }

        var sides = equation.Split("->");
        var terms = sides[0].Split(',');
        var result = sides.Length > 1 ? sides[1] : Implicit(terms);
        if (terms.FirstOrDefault(term => term.Distinct().Count() < term.Length) is { } diagonal)
        {
            node.Refuse($"its term '{diagonal}' takes a diagonal");
            return;
        }

        for (var i = 0; i < terms.Length; i++)
        {
            var operand = i;
            node.Give(operand, () => Gradient(node, terms, result, operand));
        }
    }

    private static GraphValue Gradient(BackwardNode node, string[] terms, string result, int operand)
    {
        var others = Enumerable.Range(0, terms.Length).Where(i => i != operand).ToList();
        var known = string.Concat(others.Select(i => terms[i])) + result;
        // An index that only this operand has was summed: every element of it gets the same gradient.
        var reached = string.Concat(terms[operand].Where(known.Contains));
        var equation = $"{string.Join(',', others.Select(i => terms[i]).Prepend(result))}->{reached}";
        var gradient = node.Gradient.Apply("Einsum", others.Select(node.Input), NodeWriter.Attribute("equation", equation));
        long[] alone =
        [
            .. terms[operand].Index().Where(pair => !reached.Contains(pair.Item, StringComparison.Ordinal))
                .Select(pair => (long)pair.Index),
        ];
        if (alone.Length > 0)
            gradient = gradient.Unsqueeze(alone);
        // A size of one goes with any other: here it was repeated, there the operand was.
        var own = node.Fact(operand).Shape;
        var whole = terms[operand].Select(index => Size(node, terms, index)).ToValueList();
        if (alone.Length > 0 || terms[operand].Index().Any(pair => own[pair.Index] > 1 && IsSmallElsewhere(pair.Item)))
            gradient = gradient.Expand(node.Input(operand).Shape());
        return Broadcasts.Reduce(gradient, whole, node.Input(operand), own, node.Constant(operand) is not null);

        bool IsSmallElsewhere(char index) =>
            !result.Contains(index, StringComparison.Ordinal) && others.All(i => SizeIn(node, terms, i, index) <= 1);
    }

    private static long Size(BackwardNode node, string[] terms, char index) =>
        Enumerable.Range(0, terms.Length).Max(i => SizeIn(node, terms, i, index));

    // Zero where the operand does not have the index.
    private static long SizeIn(BackwardNode node, string[] terms, int operand, char index) =>
        terms[operand].IndexOf(index, StringComparison.Ordinal) is var axis and >= 0 ? node.Fact(operand).Shape[axis] : 0;

    private static string Implicit(string[] terms) => string.Concat(
        string.Concat(terms).GroupBy(index => index).Where(group => group.Count() == 1).Select(group => group.Key).Order());
}
