namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Concat: the joined axis is the sum of the inputs' axes.</summary>
internal sealed class ConcatRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Concat"];

    public void Apply(NodeScope scope)
    {
        var inputs = Enumerable.Range(0, scope.InputCount).ToArray();
        var all = inputs.Select(scope.Axes).ToArray();
        var axis = NodeScope.Normalize(scope.Int("axis", 1), all[0].Length);
        foreach (var other in all[1..])
        {
            for (var i = 0; i < other.Length; i++)
            {
                if (i != axis)
                    scope.Unify(all[0][i], other[i]);
            }
        }

        var output = all[0].ToArray();
        output[axis] = Dim.Sum(all.Select(dims => dims[axis]));
        scope.SetOutput(0, output);
        if (all[0].Length == 1 && inputs.Select(scope.Terms).ToArray() is var terms && terms.All(t => t is not null))
            scope.SetTerms(0, [.. terms.SelectMany(t => t!)]);
    }
}
