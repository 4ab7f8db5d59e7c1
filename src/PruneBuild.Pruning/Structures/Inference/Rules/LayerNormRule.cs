namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Normalisations over the last axes: their statistics read every element of those axes, so these stay.</summary>
internal sealed class LayerNormRule : IOperatorRule
{
    public IReadOnlyList<string> Operators =>
        ["LayerNormalization", "RMSNormalization", "SimplifiedLayerNormalization",
            "com.microsoft::SimplifiedLayerNormalization", "LpNormalization"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var axis = NodeScope.Normalize(scope.Int("axis", -1), x.Length);
        var end = scope.Node.OpType == "LpNormalization" ? axis + 1 : x.Length;
        for (var i = axis; i < end; i++)
            scope.Pin(x[i], "its statistics read the whole axis");
        for (var input = 1; input < scope.InputCount; input++)
        {
            if (!scope.HasInput(input))
                continue;
            var parameter = scope.Axes(input);
            for (var fromEnd = 1; fromEnd <= parameter.Length; fromEnd++)
            {
                if (parameter[^fromEnd].Size != 1)
                    scope.Unify(parameter[^fromEnd], x[^fromEnd]);
            }
        }

        scope.SetOutput(0, x);
        for (var output = 1; output < scope.Node.Output.Count; output++)
            scope.SetOutput(output, [.. x[..axis], .. x[axis..].Select(_ => new Dim(1))]);
    }
}
