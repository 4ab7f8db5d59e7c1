namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>DepthToSpace [N, C·b², H, W] → [N, C, H·b, W·b] and SpaceToDepth, its inverse: blocks of b² channels move together.</summary>
internal sealed class DepthSpaceRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["DepthToSpace", "SpaceToDepth"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        var output = scope.FreshOutput(0);
        output[0] = x[0];
        scope.PinSpatial(x, output);
        var toSpace = scope.Node.OpType == "DepthToSpace";
        var (deep, shallow) = toSpace ? (x[1], output[1]) : (output[1], x[1]);
        var block = new Dim(scope.Int("blocksize", 1) * scope.Int("blocksize", 1));
        scope.Pin(block, "it is the block that moves between depth and space");
        if (toSpace && scope.Text("mode", "DCR") == "CRD")
            scope.UnifyProducts([deep], [shallow, block]);
        else
            scope.UnifyProducts([deep], [block, shallow]);
        scope.SetOutput(0, output);
    }
}
