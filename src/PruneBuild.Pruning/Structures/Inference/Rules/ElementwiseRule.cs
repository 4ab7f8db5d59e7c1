namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>Operators that work element by element with NumPy's broadcasting.</summary>
internal sealed class ElementwiseRule : IOperatorRule
{
    public IReadOnlyList<string> Operators =>
    [
        "Add", "Sub", "Mul", "Div", "Pow", "Mod", "Max", "Min", "Mean", "Sum", "And", "Or", "Xor", "Not", "Equal", "Less", "Greater",
        "LessOrEqual", "GreaterOrEqual", "Where", "PRelu", "BitShift", "BitwiseAnd", "BitwiseOr", "BitwiseXor", "BitwiseNot", "Abs", "Neg",
        "Sqrt", "Reciprocal", "Exp", "Log", "Erf", "Sign", "Floor", "Ceil", "Round", "IsNaN", "IsInf", "Sin", "Cos", "Tan", "Asin", "Acos",
        "Atan", "Sinh", "Cosh", "Asinh", "Acosh", "Atanh", "Relu", "LeakyRelu", "Elu", "Selu", "Celu", "ThresholdedRelu", "Sigmoid",
        "HardSigmoid", "HardSwish", "Mish", "Swish", "Tanh", "Softplus", "Softsign", "Gelu", "Clip", "Identity", "Cast", "CastLike",
        "Dropout", "Shrink", "Affine", "ScaledTanh", "ParametricSoftplus", "com.microsoft::Gelu", "com.microsoft::FastGelu",
        "com.microsoft::BiasGelu", "com.microsoft::QuickGelu",
    ];

    public void Apply(NodeScope scope)
    {
        var inputs = Enumerable.Range(0, BroadcastInputs(scope)).Where(scope.HasInput).ToArray();
        var axes = inputs.Select(scope.Axes).ToArray();
        var rank = axes.Max(dims => dims.Length);
        var output = new Dim[rank];
        for (var fromEnd = 1; fromEnd <= rank; fromEnd++)
            output[rank - fromEnd] = Merge(scope, [.. axes.Where(dims => dims.Length >= fromEnd).Select(dims => dims[^fromEnd])]);

        for (var i = 0; i < scope.Node.Output.Count; i++)
            scope.SetOutput(i, output);
        if (scope.Node.OpType is "Add" or "Sub" or "Sum" && JoinsBranches(scope, inputs))
            foreach (var dim in output)
                scope.MarkResidual(dim);
    }

    /// <summary>Inputs that broadcast; the others are scalars (Clip's bounds, Dropout's ratio, a type to cast like).</summary>
    private static int BroadcastInputs(NodeScope scope) =>
        scope.Node.OpType is "Clip" or "Dropout" or "CastLike" ? 1 : scope.InputCount;

    private static Dim Merge(NodeScope scope, Dim[] aligned)
    {
        var full = aligned.Where(dim => dim.Size != 1).ToArray();
        if (full.Length == 0)
            return aligned[0];
        foreach (var dim in full[1..])
            scope.Unify(full[0], dim);
        return full[0];
    }

    /// <summary>True when two inputs come from different contractions: a residual or a merge of branches,
    /// not the inside of an activation.</summary>
    private static bool JoinsBranches(NodeScope scope, int[] inputs)
    {
        var origins = inputs.Where(input => !scope.IsConstant(input)).Select(scope.Origins).Where(origin => origin.Count > 0).ToArray();
        return origins.Any(a => origins.Any(b => a.Except(b).Any() && b.Except(a).Any()))
            || origins.Any(a => a.Count >= InferenceState.OriginLimit);
    }
}
