namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class ArithmeticCases
{
    public static GradientCase[] All { get; } =
    [
        .. new[] { "Add", "Sub", "Mul", "Sum", "Mean", "Max", "Min" }.SelectMany(Broadcasts),
        .. Broadcasts("Div").Select(test => test with { Inputs = [test.Inputs[0], CaseInput.In(0.5, 2, test.Inputs[1].Shape)] }),
        new("Sum", [[2, 3], [3], [2, 1]]) { Note = "three" },
        new("Max", [[2, 3], [3], [2, 1]]) { Note = "three" },
        new("Pow", [CaseInput.In(0.5, 2, 2, 3), CaseInput.In(-2, 2, 3)]),
        new("Pow", [[2, 3], CaseInput.Constant(Tensor.Scalar(ElementType.Int64, 2L))]) { Note = "square" },
        new("Pow", [[2, 3], CaseInput.Constant(Tensor.Scalar(ElementType.Int64, 3L))]) { Note = "cube" },
        new("Pow", [new([5], i => i - 2), CaseInput.Constant(Tensor.Scalar(ElementType.Int64, 0L))]) { Note = "one" },
        new("Pow", [new([5], i => i - 2), CaseInput.Integers(3, 1, 0, 0, 2)]) { Note = "powers" },
        new("Pow", [CaseInput.In(0.5, 2, 2, 3), CaseInput.Constant(Tensor.Scalar(ElementType.Float, 0.5f))]) { Note = "root" },
        new("Mod", [CaseInput.In(-4, 4, 2, 3), CaseInput.In(1, 1.2, 3)], ("fmod", 1)),
        new("Where", [CaseInput.Constant(Tensor.Of(ElementType.Bool, [true, false, true], 3)), [2, 3], [2, 1]]),
        new("Clip", [CaseInput.In(-2, 2, 3, 4), CaseInput.In(-0.7, -0.69), CaseInput.In(0.7, 0.71)]),
        new("Clip", [CaseInput.In(-2, 2, 3, 4), CaseInput.None, CaseInput.In(0.7, 0.71)]) { Note = "above only" },
    ];

    private static IEnumerable<GradientCase> Broadcasts(string op) =>
    [
        new(op, [[2, 3], [2, 3]]),
        new(op, [[2, 3], [3]]) { Note = "row" },
        new(op, [[2, 1, 3], [4, 1]]) { Note = "outer" },
        new(op, [[1, 3], [2, 3]]) { Note = "repeated" },
        new(op, [[2, 3], []]) { Note = "scalar" },
        new(op, [[1, 1], [1, 1, 1]]) { Note = "ones" },
    ];
}
