namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Pooling and resampling: batch and channels pass, spatial extents follow from the input. LRN keeps its input's shape.</summary>
internal sealed class PoolRule : IOperatorRule
{
    public IReadOnlyList<string> Operators =>
        ["MaxPool", "AveragePool", "LpPool", "GlobalAveragePool", "GlobalMaxPool", "GlobalLpPool", "Resize", "Upsample", "LRN"];

    public void Apply(NodeScope scope)
    {
        var x = scope.Axes(0);
        if (scope.Node.OpType == "LRN")
            scope.Pin(x[1], "its statistics read neighbouring channels");
        if (scope.Node.OpType == "MaxPool" && scope.IsUsed(1))
        {
            foreach (var dim in x[..2])
                scope.Pin(dim, "its indices count elements of all channels and records");
        }

        for (var i = 0; i < scope.Node.Output.Count; i++)
        {
            if (scope.Node.Output[i].Length == 0)
                continue;
            var output = scope.FreshOutput(i);
            for (var axis = 0; axis < output.Length; axis++)
            {
                if ((axis < 2 || scope.Node.OpType == "LRN") && output[axis].Size == x[axis].Size)
                {
                    output[axis] = x[axis];
                    continue;
                }

                scope.Pin(x[axis], "it is pooled or resampled");
                scope.Pin(output[axis], "a spatial extent follows from the input");
            }

            scope.SetOutput(i, output);
        }

        PinResizeSizes(scope, x);
    }

    /// <summary>Resize states scales or sizes of all axes, channels included: a size pins, a scale of one does not.</summary>
    private static void PinResizeSizes(NodeScope scope, Dim[] x)
    {
        if (scope.Node.OpType is not "Resize" || !scope.HasInput(3))
            return;
        if (scope.Terms(3) is not { } sizes || sizes.Length != x.Length)
        {
            scope.Pin(x[1], "its size is stated in a way that cannot be followed");
            return;
        }

        scope.Oblige(3, sizes[0], x[0]);
        scope.Oblige(3, sizes[1], x[1]);
    }
}
