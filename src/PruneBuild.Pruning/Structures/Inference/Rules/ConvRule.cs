namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// Convolutions: x [N, C, …], W [M, C/g, k…], b [M]. Plain, grouped and depth-wise; of floats, of integers,
/// fused with an activation and a sum (Z, of the output's shape).
/// </summary>
internal sealed class ConvRule : IOperatorRule
{
    public IReadOnlyList<string> Operators => ["Conv", "com.microsoft::FusedConv", "ConvInteger", "QLinearConv"];

    public void Apply(NodeScope scope)
    {
        var at = Layout.Of(scope.Node.OpType);
        var (x, w) = (scope.Axes(0), scope.Axes(at.Weight));
        var group = scope.Int("group", 1);
        var output = scope.FreshOutput(0);
        output[0] = x[0];
        output[1] = w[0];
        Spatial(scope, x, w, output);
        foreach (var kernel in w[2..])
            scope.Pin(kernel, "it is a kernel extent");
        foreach (var input in at.PerOutput.Where(scope.HasInput))
        {
            if (scope.Axes(input) is [{ Size: > 1 } parameter])
                scope.Unify(parameter, w[0]);
        }

        if (at.Added is { } added && scope.HasInput(added))
            AddTo(scope, scope.Axes(added), output);
        if (group == 1)
            Plain(scope, at, x, w);
        else
            Grouped(scope, at, x, w, group);
        scope.MarkChannels(w[1].Size > 1 || group == 1 ? [w[0], x[1]] : []);
        scope.SetOutput(0, output);
        scope.Work([output[0], w[0], .. output[2..], w[1], .. w[2..]]);
    }

    /// <summary>A kernel of one position that moves by one and pads nothing looks at each position alone:
    /// the axis passes, whatever it means.</summary>
    private static void Spatial(NodeScope scope, Dim[] x, Dim[] w, Dim[] output)
    {
        var (strides, pads, count) = (scope.Ints("strides"), scope.Ints("pads"), x.Length - 2);
        for (var i = 0; i < count; i++)
        {
            var padded = pads is not null && pads.Count == 2 * count && (pads[i] != 0 || pads[count + i] != 0);
            var moves = strides is not null && i < strides.Count && strides[i] != 1;
            if (w[2 + i].Size == 1 && !padded && !moves && output[2 + i].Size == x[2 + i].Size)
            {
                output[2 + i] = x[2 + i];
                continue;
            }

            scope.Pin(x[2 + i], "a kernel looks at neighbours along it");
            scope.Pin(output[2 + i], "a spatial extent follows from the input");
        }
    }

    private static void AddTo(NodeScope scope, Dim[] added, Dim[] output)
    {
        for (var axis = 0; axis < output.Length; axis++)
            scope.Unify(added[axis], output[axis]);
        scope.MarkResidual(output[1]);
    }

    private static void Plain(NodeScope scope, Layout at, Dim[] x, Dim[] w)
    {
        scope.Unify(x[1], w[1]);
        var weight = at.IsFloat && PlainProduct.Is(scope.Node) ? scope.Weight(at.Weight) : null;
        var kind = weight is null || (scope.HasInput(2) && at.Added is not null && !scope.IsConstant(2))
            ? ConsumerKind.Other
            : ConsumerKind.Convolution;
        var kernelSize = w[2..].Aggregate(1L, (size, dim) => size * dim.Size);
        scope.Contract(
            0, 1, x[1], kind, kind == ConsumerKind.Other ? null : weight, true, w[0].Size, kernelSize, scope.ZeroPoint(at.ZeroPoint));
    }

    /// <summary>Groups shrink whole (depth-wise: one channel each), or all lose the same relative channels.</summary>
    private static void Grouped(NodeScope scope, Layout at, Dim[] x, Dim[] w, long group)
    {
        var groups = new Dim(group);
        scope.ObligeAttribute("group", 0, group, groups);
        scope.UnifyProducts([x[1]], [groups, w[1]]);
        scope.UnifyProducts([w[0]], [groups, new Dim(w[0].Size / group)]);
        if (w[1].Size > 1)
            scope.Contract(0, 1, x[1], ConsumerKind.Other, zero: scope.ZeroPoint(at.ZeroPoint));
    }

    /// <summary>Where an operator has its operands.</summary>
    /// <param name="Weight">W.</param>
    /// <param name="PerOutput">Bias, and scales and zero points of the weight: scalars, or one for each output channel.</param>
    /// <param name="ZeroPoint">The integer that means zero in x; -1 for floats.</param>
    /// <param name="Added">Z.</param>
    private sealed record Layout(int Weight, int[] PerOutput, int ZeroPoint = -1, int? Added = null)
    {
        public bool IsFloat => ZeroPoint < 0;

        public static Layout Of(string op) => op switch
        {
            "ConvInteger" => new(1, [3], 2),
            "QLinearConv" => new(3, [4, 5, 8], 2),
            "FusedConv" => new(1, [2], Added: 3),
            _ => new(1, [2]),
        };
    }
}
