namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// Gather, and GatherND with one index a place: constant indices that follow each other pick a segment of the axis; others address it by
/// number, so it stays. On shape arithmetic they pick terms.
/// </summary>
internal sealed class GatherRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Gather", "GatherND"];

    public void Apply(NodeScope scope)
    {
        var (data, indices) = (scope.Axes(0), scope.Axes(1));
        if (scope.Node.OpType == "GatherND")
        {
            Places(scope, data, indices);
            return;
        }

        var axis = NodeScope.Normalize(scope.Int("axis", 0), data.Length);
        scope.SetOutput(0, [.. data[..axis], .. Picked(scope, data[axis], indices), .. data[(axis + 1)..]]);
        if (data.Length == 1 && scope.Terms(0) is { } terms && scope.Fact(1)?.Integers is { } picked)
            scope.SetTerms(0, [.. picked.Select(i => terms[NodeScope.Normalize(i, terms.Length)])]);
    }

    /// <summary>indices [.., k] address the first k axes after the batch axes.</summary>
    private static void Places(NodeScope scope, Dim[] data, Dim[] indices)
    {
        var batch = (int)scope.Int("batch_dims", 0);
        var addressed = (int)indices[^1].Size;
        for (var axis = 0; axis < batch; axis++)
            scope.Unify(data[axis], indices[axis]);
        var rest = data[(batch + addressed)..];
        if (batch == 0 && addressed == 1)
        {
            scope.SetOutput(0, [.. Picked(scope, data[0], indices[..^1]), .. rest]);
            return;
        }

        foreach (var dim in data[batch..(batch + addressed)].Append(indices[^1]))
            scope.Pin(dim, "it is indexed by number");
        scope.SetOutput(0, [.. indices[..^1], .. rest]);
    }

    /// <summary>The dimensions that stand for the indexed axis in the output.</summary>
    private static Dim[] Picked(NodeScope scope, Dim axis, Dim[] indices)
    {
        if (indices.Length > 1
            || !scope.IsConstant(1)
            || scope.Terms(1) is not { } terms
            || scope.Fact(1)?.Integers is not { Count: > 0 } values
            || scope.IsPinned(axis) || !FollowEachOther(values))
        {
            scope.Pin(axis, "it is indexed by number");
            return indices;
        }

        var first = values[0] < 0 ? values[0] + axis.Size : values[0];
        var before = new Dim(first);
        var picked = Enumerable.Range(0, values.Count).Select(_ => new Dim(1)).ToArray();
        var all = picked.Length == 1 ? picked[0] : new Dim(picked.Length);
        if (picked.Length > 1)
            scope.Pin(all, "it is indexed by number");
        scope.Unify(axis, Dim.Sum([before, all, new Dim(axis.Size - first - picked.Length)]));
        for (var i = 0; i < terms.Length; i++)
            scope.Oblige(
                1, values[i] < 0 ? new BinaryTerm(TermOperator.Add, terms[i], new SizeTerm(axis)) : terms[i],
                Dim.Sum([before, new Dim(i)]));
        if (indices.Length == 0)
            return [];
        scope.Unify(indices[0], all);
        return [all];
    }

    private static bool FollowEachOther(ValueList<long> values) =>
        Enumerable.Range(1, values.Count - 1).All(i => values[i] == values[0] + i);
}
