namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// RotaryEmbedding, of opset 23 and of ONNX Runtime: x [batch, heads, positions, width] or [batch, positions, heads · width]. The first
/// features of a head turn in pairs by tables of cosines and sines [.., pairs], the two of a pair side by side or half a width apart: pairs
/// go together, with their columns of the tables. What is not turned passes, and so do heads.
/// </summary>
internal sealed class RotaryRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["RotaryEmbedding", "com.microsoft::RotaryEmbedding"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var (cosines, sines) = scope.Node.Domain == "com.microsoft" ? (scope.Axes(2), scope.Axes(3)) : (scope.Axes(1), scope.Axes(2));
        foreach (var dim in cosines[..^1].Concat(sines[..^1]))
            scope.Pin(dim, "it is turned by position");
        scope.Unify(cosines[^1], sines[^1]);
        var turned = Turned(scope, cosines[^1]);
        if (x.Length == 4)
        {
            scope.Unify(x[3], Width(turned, x[3].Size));
        }
        else
        {
            var count = scope.Int("num_heads", 0);
            var width = Width(turned, count > 0 ? x[2].Size / count : turned.Size);
            var heads = new Dim(x[2].Size / width.Size);
            FusedHeads.Compose(scope, x[2], heads, width);
            if (count > 0)
                scope.ObligeAttribute("num_heads", 0, count, heads);
        }

        if (scope.Int("rotary_embedding_dim", 0) is var stated and > 0)
            scope.ObligeAttribute("rotary_embedding_dim", 0, stated, turned);
        scope.SetOutput(0, x);
    }

    private static Dim Turned(NodeScope scope, Dim pairs)
    {
        var two = new Dim(2);
        scope.Pin(two, "its features turn in pairs");
        return Dim.Product(scope.Int("interleaved", 0) != 0 ? [pairs, two] : [two, pairs]);
    }

    private static Dim Width(Dim turned, long width) =>
        width >= turned.Size
            ? Dim.Sum([turned, new Dim(width - turned.Size)])
            : throw new RuleMissesException("its tables are wider than its heads");
}
