namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Gather: the indexed axis is addressed by number, so it stays; on shape arithmetic it picks terms.</summary>
internal sealed class GatherRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Gather"];

    public void Apply(NodeScope scope)
    {
        var (data, indices) = (scope.Axes(0), scope.Axes(1));
        var axis = NodeScope.Normalize(scope.Int("axis", 0), data.Length);
        scope.Pin(data[axis], "it is indexed by number");
        scope.SetOutput(0, [.. data[..axis], .. indices, .. data[(axis + 1)..]]);
        if (data.Length == 1 && scope.Terms(0) is { } terms && scope.Fact(1)?.Integers is { } picked)
            scope.SetTerms(0, [.. picked.Select(i => terms[NodeScope.Normalize(i, terms.Length)])]);
    }
}
