namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// Attention of opset 23: Q, K, V [batch, heads, positions, width], or [batch, positions, heads · width] with the counts in attributes;
/// query heads = key/value heads · sharing.
/// </summary>
internal sealed class StandardAttentionRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Attention"];

    public void Apply(NodeScope scope)
    {
        FusedHeads.KnowInputs(scope, 7);
        var (q, k, v) = (scope.Axes(0), scope.Axes(1), scope.Axes(2));
        var flat = q.Length == 3;
        var count = flat ? scope.Int("q_num_heads", 0) : q[1].Size;
        var shared = flat ? scope.Int("kv_num_heads", 0) : k[1].Size;
        if (count == 0 || shared == 0 || count % shared != 0)
            throw new RuleMissesException("its heads cannot be shared evenly");
        var keyHeads = new Dim(shared);
        var heads = Dim.Product([keyHeads, new Dim(count / shared)]);
        FusedHeads.Count(scope, "q_num_heads", heads);
        FusedHeads.Count(scope, "kv_num_heads", keyHeads);
        var width = FusedHeads.QueryKeyWidth(scope, flat ? q[2].Size / count : q[3].Size, readsScale: !flat);
        if (!flat)
            scope.Contract(0, 3, width, ConsumerKind.Other);
        var valueWidth = new Dim(flat ? v[2].Size / shared : v[3].Size);
        State(scope, q, heads, width);
        State(scope, k, keyHeads, width);
        State(scope, v, keyHeads, valueWidth);
        FusedHeads.AddToScores(scope, 3, heads);
        if (scope.HasInput(4))
            FusedHeads.Cache(scope, scope.Axes(4), keyHeads, width);
        if (scope.HasInput(5))
            FusedHeads.Cache(scope, scope.Axes(5), keyHeads, valueWidth);

        var queries = flat ? q[1] : q[2];
        scope.SetOutput(0, flat ? [q[0], q[1], Dim.Product([heads, valueWidth])] : [q[0], heads, q[2], valueWidth]);
        FusedHeads.CacheOutput(scope, 1, q[0], keyHeads, width);
        FusedHeads.CacheOutput(scope, 2, q[0], keyHeads, valueWidth);
        FusedHeads.ScoresOutput(scope, 3, q[0], heads, queries);
        scope.Work([q[0], heads, queries, flat ? k[1] : k[2], Dim.Sum([width, valueWidth])]);
    }

    private static void State(NodeScope scope, Dim[] x, Dim heads, Dim width)
    {
        if (x.Length == 3)
        {
            FusedHeads.Compose(scope, x[2], heads, width);
            return;
        }

        scope.Unify(x[1], heads);
        scope.Unify(x[3], width);
    }
}
