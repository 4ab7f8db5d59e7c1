namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Reductions: a sum over an axis is a contraction; every other statistic reads the whole axis, and so does one of weights:
/// a norm of theirs.</summary>
internal sealed class ReduceRule : IOperatorRule
{
    public IReadOnlyList<string> Operators =>
    [
        "ReduceSum", "ReduceMean", "ReduceMax", "ReduceMin", "ReduceProd", "ReduceL1", "ReduceL2", "ReduceSumSquare", "ReduceLogSum",
        "ReduceLogSumExp", "ArgMax", "ArgMin",
    ];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var reduced = Axes(scope, x.Length);
        var keep = scope.Int("keepdims", 1) != 0;
        var output = new List<Dim>();
        for (var axis = 0; axis < x.Length; axis++)
        {
            if (!reduced.Contains(axis))
            {
                output.Add(x[axis]);
                continue;
            }

            if (scope.Node.OpType is "ReduceSum" or "ReduceL1" or "ReduceL2" or "ReduceSumSquare" && !scope.IsFixed(0))
                scope.Contract(0, axis, x[axis], ConsumerKind.Other);
            else
                scope.Pin(x[axis], "its statistics read the whole axis");
            if (keep)
                output.Add(new Dim(1));
        }

        // A Softmax in its parts: what rides along beside the sum of exponentials is independent, as in the whole.
        if (scope.Node.OpType == "ReduceSum" && scope.IsMadeBy(0, "Exp"))
        {
            foreach (var dim in x.Where((_, axis) => !reduced.Contains(axis)))
                scope.MarkSoftmaxBatch(dim);
        }

        scope.SetOutput(0, [.. output]);
    }

    private static HashSet<int> Axes(NodeScope scope, int rank)
    {
        if (scope.Node.OpType is "ArgMax" or "ArgMin")
            return [NodeScope.Normalize(scope.Int("axis", 0), rank)];
        var stated = scope.Ints("axes")?.ToArray();
        if (stated is null && scope.HasInput(1))
            stated = scope.Fact(1)?.Integers?.ToArray() ?? throw new RuleMissesException("the axes are computed");
        if (stated is null or [])
            return scope.Int("noop_with_empty_axes", 0) != 0 ? [] : [.. Enumerable.Range(0, rank)];
        return [.. stated.Select(axis => NodeScope.Normalize(axis, rank))];
    }
}
