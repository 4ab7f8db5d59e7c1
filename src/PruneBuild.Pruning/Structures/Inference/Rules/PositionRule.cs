namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Operators that treat one axis as a sequence (CumSum, ReverseSequence) or the last two as a matrix (Trilu):
/// those stay, others pass.</summary>
internal sealed class PositionRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["CumSum", "Trilu", "ReverseSequence"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        if (scope.Node.OpType == "Trilu")
        {
            scope.Pin(x[^1], "positions on it are compared");
            scope.Pin(x[^2], "positions on it are compared");
        }
        else if (scope.Node.OpType == "ReverseSequence")
        {
            scope.Pin(x[scope.Int("time_axis", 0)], "it is reversed");
            scope.Unify(x[scope.Int("batch_axis", 1)], scope.Axes(1)[0]);
        }
        else
        {
            var axis = scope.Fact(1)?.Integers?[0] ?? throw new RuleMissesException("the axis is computed");
            scope.Pin(x[NodeScope.Normalize(axis, x.Length)], "it is summed cumulatively");
        }

        scope.SetOutput(0, x);
    }
}
