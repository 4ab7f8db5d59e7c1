namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>What the fused attention operators have in common: heads in attributes, caches and biases indexed by head.</summary>
internal static class FusedHeads
{
    /// <summary>States that a dimension is heads of a width, heads outermost.</summary>
    public static void Compose(NodeScope scope, Dim features, Dim heads, Dim width) => scope.UnifyProducts([features], [heads, width]);

    /// <summary>States how many heads an attribute counts, and that a Softmax keeps them apart.</summary>
    public static void Count(NodeScope scope, string attribute, Dim heads)
    {
        if (scope.Attribute(attribute) is not null)
            scope.ObligeAttribute(attribute, 0, heads.Size, heads);
        scope.MarkSoftmaxBatch(heads);
    }

    /// <summary>The width that queries and keys share. The kernel divides by its root, unless a scale is stated.</summary>
    /// <param name="scope">The node.</param>
    /// <param name="size">The width.</param>
    /// <param name="readsScale">True when the node may do with another width as soon as it states a scale.</param>
    public static Dim QueryKeyWidth(NodeScope scope, long size, bool readsScale = false)
    {
        var width = new Dim(size);
        if (!readsScale || scope.Float("scale", 0) == 0)
            scope.Pin(width, "the operator takes its scale from it");
        return width;
    }

    /// <summary>A bias or mask [batch or 1, heads or 1, queries, keys] that is added to the scores;
    /// axes that broadcast may be left out in front.</summary>
    public static void AddToScores(NodeScope scope, int input, Dim heads)
    {
        if (scope.HasInput(input) && scope.Axes(input) is { Length: >= 3 } bias && bias[^3].Size > 1)
            scope.Unify(bias[^3], heads);
        ComparePositions(scope, input);
    }

    /// <summary>A mask […, queries, keys] that says nothing of heads.</summary>
    public static void ComparePositions(NodeScope scope, int input)
    {
        if (!scope.HasInput(input) || scope.Axes(input) is not { Length: >= 2 } mask)
            return;
        foreach (var position in mask[^2..])
            scope.Pin(position, "positions on it are compared");
    }

    /// <summary>Refuses inputs that later versions of an operator added: what they hold may have an entry for each head.</summary>
    /// <param name="scope">The node.</param>
    /// <param name="known">How many inputs the rule knows.</param>
    /// <exception cref="RuleMissesException">There is another one.</exception>
    public static void KnowInputs(NodeScope scope, int known)
    {
        for (var input = known; input < scope.InputCount; input++)
        {
            if (scope.HasInput(input))
                throw new RuleMissesException($"its input {input} is not known");
        }
    }

    /// <summary>A cache [batch, heads, positions, width] that comes in or goes out.</summary>
    public static void Cache(NodeScope scope, Dim[] cache, Dim heads, Dim width)
    {
        scope.Unify(cache[^3], heads);
        scope.Pin(cache[^2], "it counts positions");
        scope.Unify(cache[^1], width);
    }

    /// <summary>A cache that the node puts out.</summary>
    public static void CacheOutput(NodeScope scope, int output, Dim batch, Dim heads, Dim width)
    {
        if (output >= scope.Node.Output.Count || scope.Node.Output[output].Length == 0)
            return;
        var positions = scope.FreshOutput(output)[^2];
        scope.Pin(positions, "it counts positions");
        scope.SetOutput(output, [batch, heads, positions, width]);
    }

    /// <summary>Scores [batch, heads, queries, keys] that the node puts out.</summary>
    public static void ScoresOutput(NodeScope scope, int output, Dim batch, Dim heads, Dim queries)
    {
        if (output >= scope.Node.Output.Count || scope.Node.Output[output].Length == 0)
            return;
        var keys = scope.FreshOutput(output)[^1];
        scope.Pin(keys, "it counts positions");
        scope.SetOutput(output, [batch, heads, queries, keys]);
    }
}
