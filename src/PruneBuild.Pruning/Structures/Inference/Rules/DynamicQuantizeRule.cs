namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// DynamicQuantizeLinear: one scale for the whole tensor, from its extremes and zero. Zeros never move the scale, so silenced units leave
/// it as their absence does: where the units enter here, they are summed over as far as a cut is concerned.
/// </summary>
internal sealed class DynamicQuantizeRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["DynamicQuantizeLinear"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        for (var axis = 0; axis < x.Length; axis++)
            scope.Contract(0, axis, x[axis], ConsumerKind.Other);
        scope.SetOutput(0, x);
        scope.SetOutput(1, []);
        scope.SetOutput(2, []);
    }
}
