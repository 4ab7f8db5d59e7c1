namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Softmax and its kin: the normalised axis stays; what rides along beside it is independent.</summary>
internal sealed class SoftmaxRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Softmax", "LogSoftmax", "Hardmax"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var coerced = scope.Opset < 13;
        var axis = NodeScope.Normalize(scope.Int("axis", coerced ? 1 : -1), x.Length);
        var end = coerced ? x.Length : axis + 1;
        for (var i = 0; i < x.Length; i++)
        {
            if (i >= axis && i < end)
                scope.Pin(x[i], "it is normalised over");
            else
                scope.MarkSoftmaxBatch(x[i]);
        }

        scope.SetOutput(0, x);
    }
}
