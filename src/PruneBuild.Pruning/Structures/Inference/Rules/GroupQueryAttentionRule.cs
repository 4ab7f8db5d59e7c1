namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// GroupQueryAttention of ONNX Runtime: query [batch, positions, heads · width] with heads = key/value heads · sharing, key and value
/// [batch, positions, key/value heads · width]; or all three packed in the query; caches [batch, key/value heads, positions, width].
/// </summary>
internal sealed class GroupQueryAttentionRule : IOperatorRule
{
    /// <summary>One number for each head, which its Softmax counts as a key.</summary>
    private const int sinks = 11;

    private static readonly int[] tables = [7, 8];

    public IReadOnlyList<string> Operators => ["com.microsoft::GroupQueryAttention"];

    public void Apply(NodeScope scope)
    {
        FusedHeads.KnowInputs(scope, 12);
        var query = scope.Axes(0);
        var (count, shared) = (scope.Int("num_heads", 0), scope.Int("kv_num_heads", 0));
        if (count == 0 || shared == 0 || count % shared != 0)
            throw new RuleMissesException("its heads cannot be shared evenly");
        var (keyHeads, sharing) = (new Dim(shared), new Dim(count / shared));
        var heads = Dim.Product([keyHeads, sharing]);
        FusedHeads.Count(scope, "num_heads", heads);
        FusedHeads.Count(scope, "kv_num_heads", keyHeads);
        var packed = !scope.HasInput(1);
        var width = FusedHeads.QueryKeyWidth(scope, query[2].Size / (packed ? count + (2 * shared) : count));
        var (q, k) = (Dim.Product([heads, width]), Dim.Product([keyHeads, width]));
        scope.Unify(query[2], packed ? Dim.Sum([q, k, k]) : q);
        for (var input = 1; input <= 2 && !packed; input++)
            scope.Unify(scope.Axes(input)[2], k);
        for (var input = 3; input <= 4; input++)
        {
            if (scope.HasInput(input))
                FusedHeads.Cache(scope, scope.Axes(input), keyHeads, width);
        }

        Tables(scope);
        FusedHeads.AddToScores(scope, 10, heads);
        if (scope.HasInput(sinks))
            scope.Unify(scope.Axes(sinks)[0], heads);
        scope.SetOutput(0, [query[0], query[1], q]);
        FusedHeads.CacheOutput(scope, 1, query[0], keyHeads, width);
        FusedHeads.CacheOutput(scope, 2, query[0], keyHeads, width);
        FusedHeads.ScoresOutput(scope, 3, query[0], heads, query[1]);
        scope.Work([query[0], heads, query[1], query[1], width, new Dim(2)]);
    }

    /// <summary>Cosines and sines [positions, half a width]: what they turn stays.</summary>
    private static void Tables(NodeScope scope)
    {
        foreach (var input in tables.Where(scope.HasInput))
        {
            foreach (var dim in scope.Axes(input))
                scope.Pin(dim, "it is turned by position");
        }
    }
}
