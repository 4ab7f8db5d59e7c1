namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// Attention and QAttention of ONNX Runtime: x [batch, queries, features], one weight [features, q + k + v] for all three projections,
/// each of them heads · width.
/// </summary>
internal sealed class PackedAttentionRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["com.microsoft::Attention", "com.microsoft::QAttention"];

    public void Apply(NodeScope scope)
    {
        var quantized = scope.Node.OpType == "QAttention";
        FusedHeads.KnowInputs(scope, quantized ? 9 : 7);
        var (x, weight) = (scope.Axes(0), scope.Axes(1));
        var heads = new Dim(scope.Int("num_heads", 0));
        var sizes = scope.Ints("qkv_hidden_sizes")?.ToArray() ?? [.. Enumerable.Repeat(weight[1].Size / 3, 3)];
        if (heads.Size == 0 || sizes.Sum() != weight[1].Size || sizes.Any(size => size % heads.Size != 0))
            throw new RuleMissesException("its heads do not divide its weight");
        var width = FusedHeads.QueryKeyWidth(scope, sizes[0] / heads.Size);
        var valueWidth = sizes[2] == sizes[0] && scope.Ints("qkv_hidden_sizes") is null ? width : new Dim(sizes[2] / heads.Size);
        FusedHeads.Count(scope, "num_heads", heads);
        Dim[] parts = [Dim.Product([heads, width]), Dim.Product([heads, width]), Dim.Product([heads, valueWidth])];
        scope.Unify(weight[1], Dim.Sum(parts));
        for (var i = 0; scope.Ints("qkv_hidden_sizes") is not null && i < parts.Length; i++)
            scope.ObligeAttribute("qkv_hidden_sizes", i, sizes[i], parts[i]);

        scope.Unify(x[^1], weight[0]);
        foreach (var input in quantized ? [2, 4, 7] : new[] { 2 })
        {
            if (scope.HasInput(input) && scope.Axes(input) is [{ Size: > 1 } perColumn])
                scope.Unify(perColumn, weight[1]);
        }

        if (quantized)
            FusedHeads.ComparePositions(scope, 5);
        else
            FusedHeads.AddToScores(scope, 5, heads);
        Caches(scope, quantized ? 8 : 4, x[0], heads, width);
        scope.SetOutput(0, [x[0], x[1], parts[2]]);
        scope.Contract(0, x.Length - 1, x[^1], ConsumerKind.Other, zero: quantized ? scope.ZeroPoint(6) : null);
        scope.Work([x[0], x[1], weight[0], weight[1]]);
        scope.Work([x[0], heads, x[1], x[1], Dim.Sum([width, valueWidth])]);
    }

    /// <summary>[2, batch, heads, positions, width].</summary>
    private static void Caches(NodeScope scope, int past, Dim batch, Dim heads, Dim width)
    {
        if (scope.HasInput(past))
            FusedHeads.Cache(scope, scope.Axes(past), heads, width);
        if (scope.Node.Output.Count < 2 || scope.Node.Output[1].Length == 0)
            return;
        var present = scope.FreshOutput(1);
        scope.Pin(present[3], "it counts positions");
        scope.SetOutput(1, [present[0], batch, heads, present[3], width]);
    }
}
