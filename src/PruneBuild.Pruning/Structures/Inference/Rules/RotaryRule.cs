namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// RotaryEmbedding, of opset 23 and of ONNX Runtime: x [batch, heads, positions, width] or [batch, positions, heads · width]. Features turn in
/// pairs by tables of cosines and sines, so the width stays; heads pass.
/// </summary>
internal sealed class RotaryRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["RotaryEmbedding", "com.microsoft::RotaryEmbedding"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var cosines = scope.Node.Domain == "com.microsoft" ? 2 : 1;
        foreach (var dim in scope.Axes(cosines).Concat(scope.Axes(cosines + 1)))
            scope.Pin(dim, "it is turned by position");
        if (x.Length == 4)
        {
            scope.Pin(x[3], "its features turn in pairs");
        }
        else
        {
            var count = scope.Int("num_heads", 0);
            var width = new Dim(count > 0 ? x[2].Size / count : 2 * scope.Axes(cosines)[^1].Size);
            var heads = new Dim(x[2].Size / width.Size);
            scope.Pin(width, "its features turn in pairs");
            FusedHeads.Compose(scope, x[2], heads, width);
            if (count > 0)
                scope.ObligeAttribute("num_heads", 0, count, heads);
        }

        scope.SetOutput(0, x);
    }
}
