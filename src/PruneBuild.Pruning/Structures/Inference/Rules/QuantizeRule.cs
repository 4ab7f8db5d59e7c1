namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// QuantizeLinear and DequantizeLinear: x, scale, zero point. Scales are scalars, one for each index of an axis, or one for each block of
/// an axis; where blocks share scales, only whole blocks can go.
/// </summary>
internal sealed class QuantizeRule : IOperatorRule
{
    public IReadOnlyList<string> Operators =>
        ["QuantizeLinear", "DequantizeLinear", "com.microsoft::QuantizeLinear", "com.microsoft::DequantizeLinear"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var axis = x.Length == 0 ? 0 : NodeScope.Normalize(scope.Int("axis", 1), x.Length);
        var block = scope.Int("block_size", 0);
        for (var input = 1; input < scope.InputCount; input++)
        {
            if (!scope.HasInput(input))
                continue;
            var scale = scope.Axes(input);
            if (scale.Length == 1 && scale[0].Size > 1)
                scope.Unify(scale[0], x.Length == 1 ? x[0] : x[axis]);
            else if (scale.Length == x.Length && block > 0)
                UnifyBlocks(scope, x, scale, axis, block);
            else if (scale.Any(dim => dim.Size > 1))
                throw new RuleMissesException("its scales are laid out in an unknown way");
        }

        scope.SetOutput(0, x);
    }

    private static void UnifyBlocks(NodeScope scope, Dim[] x, Dim[] scale, int axis, long block)
    {
        for (var i = 0; i < x.Length; i++)
        {
            if (i != axis)
                scope.Unify(scale[i], x[i]);
        }

        var inBlock = new Dim(block);
        scope.Pin(inBlock, "its elements share a scale");
        if (scale[axis].Size * block == x[axis].Size)
        {
            scope.UnifyProducts([x[axis]], [scale[axis], inBlock]);
            return;
        }

        scope.Pin(x[axis], "its last block of shared scales is not whole");
        scope.Pin(scale[axis], "its last block of shared scales is not whole");
    }
}
