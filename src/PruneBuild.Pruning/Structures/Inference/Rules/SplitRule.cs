namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Split: the axis is the sum of the outputs' axes; stated sizes follow, equal parts stay equal.</summary>
internal sealed class SplitRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Split"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var axis = NodeScope.Normalize(scope.Int("axis", 0), x.Length);
        var count = scope.Node.Output.Count;
        var parts = new Dim[count];
        for (var i = 0; i < count; i++)
        {
            var output = x.ToArray();
            parts[i] = output[axis] = scope.FreshOutput(i)[axis];
            scope.SetOutput(i, output);
        }

        if (x.Length == 1 && scope.Terms(0) is { } terms)
            SplitTerms(scope, terms, parts);
        StateSizes(scope, parts);
        scope.Unify(x[axis], Dim.Sum(parts));
    }

    /// <summary>On shape arithmetic each part is some of the terms.</summary>
    private static void SplitTerms(NodeScope scope, IntTerm[] terms, Dim[] parts)
    {
        var start = 0;
        for (var i = 0; i < parts.Length; i++)
        {
            scope.SetTerms(i, terms[start..(start + (int)parts[i].Size)]);
            start += (int)parts[i].Size;
        }
    }

    private static void StateSizes(NodeScope scope, Dim[] parts)
    {
        if (scope.Ints("split") is { } stated)
        {
            for (var i = 0; i < parts.Length; i++)
                scope.ObligeAttribute("split", i, stated[i], parts[i]);
        }
        else if (scope.HasInput(1))
        {
            var terms = scope.Terms(1) ?? throw new RuleMissesException("the sizes are computed from data");
            for (var i = 0; i < parts.Length; i++)
                scope.Oblige(1, terms[i], parts[i]);
        }
        else
        {
            foreach (var part in parts[1..])
                scope.Unify(parts[0], part);
        }
    }
}
