namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Normalisations whose statistics belong to one channel (axis 1), so that channels can go one by one.</summary>
internal sealed class ChannelNormRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["BatchNormalization", "InstanceNormalization"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        for (var input = 1; input < scope.InputCount; input++)
            scope.Unify(scope.Axes(input)[0], x[1]);
        scope.SetOutput(0, x);
        for (var output = 1; output < scope.Node.Output.Count; output++)
            scope.SetOutput(output, [x[1]]);
    }
}
