namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Transpose, Squeeze and Unsqueeze: axes change places, or ones come and go.</summary>
internal sealed class AxisOrderRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Transpose", "Squeeze", "Unsqueeze"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        scope.SetOutput(0, scope.Node.OpType switch
        {
            "Transpose" => Transpose(scope, x),
            "Squeeze" => Squeeze(scope, x),
            _ => Unsqueeze(scope, x),
        });
        if (scope.Terms(0) is { } terms)
            scope.SetTerms(0, scope.Node.OpType == "Transpose" ? TransposeTerms(scope, terms) : terms);
    }

    private static IntTerm[] TransposeTerms(NodeScope scope, IntTerm[] terms)
    {
        var shape = scope.Fact(0)!.Shape;
        var order = scope.Ints("perm")?.ToArray() ?? [.. Enumerable.Range(0, shape.Count).Reverse().Select(axis => (long)axis)];
        return TermLayout.Pick(terms, shape, order.Select(axis => shape[(int)axis]).ToValueList(), index =>
        {
            var source = new long[index.Length];
            for (var axis = 0; axis < index.Length; axis++)
                source[order[axis]] = index[axis];
            return source;
        });
    }

    private static Dim[] Transpose(NodeScope scope, Dim[] x) =>
        scope.Ints("perm") is { } order ? [.. order.Select(axis => x[axis])] : [.. x.Reverse()];

    private static Dim[] Squeeze(NodeScope scope, Dim[] x)
    {
        var axes = Axes(scope);
        var dropped = axes is null
            ? Enumerable.Range(0, x.Length).Where(axis => x[axis].Size == 1).ToHashSet()
            : axes.Select(axis => NodeScope.Normalize(axis, x.Length)).ToHashSet();
        Dim[] left = [.. x.Where((_, axis) => !dropped.Contains(axis))];
        foreach (var dim in left.Where(_ => axes is null))
            scope.Pin(dim, "a Squeeze that names no axes would drop it once one is left");
        return left;
    }

    private static Dim[] Unsqueeze(NodeScope scope, Dim[] x)
    {
        var axes = Axes(scope) ?? throw new RuleMissesException("the axes are computed");
        var rank = x.Length + axes.Length;
        var added = axes.Select(axis => NodeScope.Normalize(axis, rank)).ToHashSet();
        var rest = new Queue<Dim>(x);
        return [.. Enumerable.Range(0, rank).Select(axis => added.Contains(axis) ? new Dim(1) : rest.Dequeue())];
    }

    private static long[]? Axes(NodeScope scope) =>
        scope.Ints("axes")?.ToArray() ?? (scope.HasInput(1) ? scope.Fact(1)?.Integers?.ToArray() : null);
}
