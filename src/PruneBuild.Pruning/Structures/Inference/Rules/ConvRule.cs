namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Conv: x [N, C, …], W [M, C/g, k…], b [M]. Plain, grouped and depth-wise.</summary>
internal sealed class ConvRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Conv"];

    public void Apply(NodeScope scope)
    {
        var (x, w) = (scope.Axes(0), scope.Axes(1));
        var group = scope.Int("group", 1);
        var output = scope.FreshOutput(0);
        output[0] = x[0];
        output[1] = w[0];
        foreach (var spatial in output[2..])
            scope.Pin(spatial, "a spatial extent follows from the input");
        foreach (var kernel in w[2..])
            scope.Pin(kernel, "it is a kernel extent");
        if (scope.HasInput(2))
            scope.Unify(scope.Axes(2)[0], w[0]);

        var kernelSize = w[2..].Aggregate(1L, (size, dim) => size * dim.Size);
        if (group == 1)
            Plain(scope, x, w, kernelSize);
        else
            Grouped(scope, x, w, group);
        scope.SetOutput(0, output);
        scope.Work([output[0], w[0], .. output[2..], w[1], .. w[2..]]);
    }

    private static void Plain(NodeScope scope, Dim[] x, Dim[] w, long kernelSize)
    {
        scope.Unify(x[1], w[1]);
        var weight = scope.Initializer(1);
        scope.Contract(
            0, 1, x[1], weight is null ? ConsumerKind.Other : ConsumerKind.Convolution, weight, true, w[0].Size, kernelSize);
    }

    /// <summary>Groups shrink whole (depth-wise: one channel each), or all lose the same relative channels.</summary>
    private static void Grouped(NodeScope scope, Dim[] x, Dim[] w, long group)
    {
        var groups = new Dim(group);
        scope.ObligeAttribute("group", 0, group, groups);
        scope.UnifyProducts([x[1]], [groups, w[1]]);
        scope.UnifyProducts([w[0]], [groups, new Dim(w[0].Size / group)]);
        if (w[1].Size > 1)
            scope.Contract(0, 1, x[1], ConsumerKind.Other);
    }
}
