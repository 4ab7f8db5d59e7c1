namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// ONNX Runtime's normalisations fused with what comes before: a sum with the residual stream and a bias (SkipLayerNormalization and its
/// kin: x, skip, parameters), or sums of embeddings. Statistics read the last axis, which stays.
/// </summary>
internal sealed class SkipNormRule : IOperatorRule
{
    private static readonly int[] tables = [2, 3, 4];
    private static readonly int[] parameters = [5, 6];

    public IReadOnlyList<string> Operators =>
        ["com.microsoft::SkipLayerNormalization", "com.microsoft::SkipSimplifiedLayerNormalization",
            "com.microsoft::EmbedLayerNormalization"];

    public void Apply(NodeScope scope)
    {
        if (scope.Node.OpType == "EmbedLayerNormalization")
            Embeddings(scope);
        else
            Skip(scope);
    }

    private static void Skip(NodeScope scope)
    {
        var x = scope.Axes(0);
        scope.Pin(x[^1], "its statistics read the whole axis");
        scope.MarkResidual(x[^1]);
        for (var input = 1; input < scope.InputCount; input++)
        {
            if (!scope.HasInput(input))
                continue;
            var other = scope.Axes(input);
            for (var fromEnd = 1; fromEnd <= other.Length; fromEnd++)
            {
                if (other[^fromEnd].Size != 1)
                    scope.Unify(other[^fromEnd], x[^fromEnd]);
            }
        }

        for (var output = 0; output < scope.Node.Output.Count; output++)
            scope.SetOutput(output, output is 1 or 2 ? [.. x[..^1], new Dim(1)] : x);
    }

    /// <summary>Word ids, segment ids, word, position and segment tables, scale, shift, mask, position ids.</summary>
    private static void Embeddings(NodeScope scope)
    {
        var (ids, features) = (scope.Axes(0), scope.Axes(2)[1]);
        scope.Pin(features, "its statistics read the whole axis");
        foreach (var table in tables.Where(scope.HasInput).Select(scope.Axes))
        {
            scope.Pin(table[0], "it is indexed by number");
            scope.Unify(table[1], features);
        }

        foreach (var parameter in parameters.Where(scope.HasInput))
            scope.Unify(scope.Axes(parameter)[0], features);
        scope.SetOutput(0, [ids[0], ids[1], features]);
        scope.SetOutput(1, [ids[0]]);
        scope.SetOutput(2, [ids[0], ids[1], features]);
    }
}
