namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class ReductionCases
{
    public static GradientCase[] All { get; } =
    [
        .. new[]
        {
            "ReduceSum", "ReduceMean", "ReduceSumSquare", "ReduceL1", "ReduceL2", "ReduceLogSumExp", "ReduceMax", "ReduceMin", "ReduceProd",
        }.SelectMany(op => Axes(op, [2, 3, 4])),
        .. Axes("ReduceLogSum", CaseInput.In(0.5, 2, 2, 3, 4)),
        .. from exclusive in new[] { 0, 1 }
           from reverse in new[] { 0, 1 }
           select new GradientCase(
               "CumSum", [[2, 3], CaseInput.Constant(Tensor.Scalar(ElementType.Int64, 1L))],
               ("exclusive", exclusive), ("reverse", reverse)) { Note = $"{exclusive}{reverse}" },
    ];

    private static IEnumerable<GradientCase> Axes(string op, CaseInput x) =>
    [
        new(op, [x]) { Note = "all" },
        new(op, [x], ("keepdims", 0)) { Note = "all, to a scalar" },
        new(op, [x, CaseInput.Integers(-1)]) { Note = "last" },
        new(op, [x, CaseInput.Integers(2, 0)], ("keepdims", 0)) { Note = "two, lost" },
        new(op, [x], ("noop_with_empty_axes", 1)) { Note = "none" },
    ];
}
