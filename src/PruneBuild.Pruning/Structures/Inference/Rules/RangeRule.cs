using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Range and other makers of position numbers: their lengths stay.</summary>
internal sealed class RangeRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Range", "NonZero", "EyeLike", "RandomNormal", "RandomUniform", "Constant"];

    public void Apply(NodeScope scope)
    {
        if (ConstantNodes.Value(scope.Node) is not null)
            return;
        if (ConstantNodes.Is(scope.Node))
            throw new RuleMissesException("its value is sparse, or text");
        var output = scope.FreshOutput(0);
        foreach (var dim in output)
            scope.Pin(dim, "it counts positions");
        for (var input = 0; input < scope.InputCount; input++)
        {
            foreach (var dim in scope.Axes(input).Concat((scope.Terms(input) ?? []).SelectMany(term => term.Dims)))
                scope.Pin(dim, "it counts positions");
        }

        scope.SetOutput(0, output);
    }
}
