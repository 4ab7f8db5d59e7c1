namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// MultiHeadAttention of ONNX Runtime: query, key and value [batch, positions, heads · width], or keys and values as a cache has them
/// [batch, heads, positions, width], or packed [batch, positions, heads, 2 or 3, width].
/// </summary>
internal sealed class MultiHeadAttentionRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["com.microsoft::MultiHeadAttention"];

    public void Apply(NodeScope scope)
    {
        FusedHeads.KnowInputs(scope, 10);
        var query = scope.Axes(0);
        var heads = new Dim(scope.Int("num_heads", 0));
        if (heads.Size == 0)
            throw new RuleMissesException("it has no heads");
        FusedHeads.Count(scope, "num_heads", heads);
        var width = FusedHeads.QueryKeyWidth(scope, query.Length == 5 ? query[4].Size : query[2].Size / heads.Size);
        var valueWidth = scope.HasInput(2) ? ValueWidth(scope.Axes(2), heads) : width;
        State(scope, 0, heads, width);
        State(scope, 1, heads, width);
        State(scope, 2, heads, valueWidth);
        if (scope.HasInput(3))
        {
            var (q, v) = (Dim.Product([heads, width]), Dim.Product([heads, valueWidth]));
            scope.Unify(scope.Axes(3)[0], Dim.Sum([q, q, v]));
        }

        FusedHeads.AddToScores(scope, 5, heads);
        if (scope.HasInput(6))
            FusedHeads.Cache(scope, scope.Axes(6), heads, width);
        if (scope.HasInput(7))
            FusedHeads.Cache(scope, scope.Axes(7), heads, valueWidth);
        scope.SetOutput(0, [query[0], query[1], Dim.Product([heads, valueWidth])]);
        FusedHeads.CacheOutput(scope, 1, query[0], heads, width);
        FusedHeads.CacheOutput(scope, 2, query[0], heads, valueWidth);
        FusedHeads.ScoresOutput(scope, 3, query[0], heads, query[1]);
        scope.Work([query[0], heads, query[1], Keys(scope, query), Dim.Sum([width, valueWidth])]);
    }

    private static Dim ValueWidth(Dim[] value, Dim heads) => new(value.Length == 4 ? value[3].Size : value[2].Size / heads.Size);

    private static Dim Keys(NodeScope scope, Dim[] query) =>
        !scope.HasInput(1) ? query[1] : scope.Axes(1) is { Length: 4 } cached ? cached[2] : scope.Axes(1)[1];

    private static void State(NodeScope scope, int input, Dim heads, Dim width)
    {
        if (!scope.HasInput(input))
            return;
        var x = scope.Axes(input);
        switch (x.Length)
        {
            case 3:
                FusedHeads.Compose(scope, x[2], heads, width);
                break;
            case 4:
                scope.Unify(x[1], heads);
                scope.Unify(x[3], width);
                break;
            default:
                scope.Unify(x[2], heads);
                scope.Pin(x[3], "it packs queries, keys and values");
                scope.Unify(x[4], width);
                break;
        }
    }
}
