namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Shape and Size: a value's dimensions become integers.</summary>
internal sealed class ShapeRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Shape", "Size"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        scope.SetOutput(0, scope.FreshOutput(0));
        if (scope.Node.OpType == "Size")
        {
            scope.SetTerms(0, [new SizeTerm(Dim.Product(x))]);
            return;
        }

        var start = (int)Math.Clamp(NodeScope.Normalize(scope.Int("start", 0), x.Length), 0, x.Length);
        var end = (int)Math.Clamp(NodeScope.Normalize(scope.Int("end", x.Length), x.Length), start, x.Length);
        scope.SetTerms(0, [.. x[start..end].Select(dim => new SizeTerm(dim))]);
    }
}
