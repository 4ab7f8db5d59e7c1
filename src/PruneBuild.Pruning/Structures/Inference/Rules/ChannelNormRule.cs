namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// Normalisations whose statistics belong to one channel (axis 1), so that channels can go one by one. What the statistics are taken over
/// stays: the extents behind the channel, and in training mode the records.
/// </summary>
internal sealed class ChannelNormRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["BatchNormalization", "InstanceNormalization"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var channels = x.Length > 1 ? x[1] : x[0];
        for (var input = 1; input < scope.InputCount; input++)
            scope.Unify(scope.Axes(input)[0], channels);
        var training = scope.Int("training_mode", 0) != 0;
        for (var axis = 0; axis < x.Length; axis++)
        {
            if (training ? axis != 1 : axis > 1 && scope.Node.OpType == "InstanceNormalization")
                scope.Pin(x[axis], "its statistics read the whole axis");
        }

        scope.SetOutput(0, x);
        for (var output = 1; output < scope.Node.Output.Count; output++)
            scope.SetOutput(output, [channels]);
    }
}
