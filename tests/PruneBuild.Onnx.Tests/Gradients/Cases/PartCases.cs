namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class PartCases
{
    public static GradientCase[] All { get; } =
    [
        new("Concat", [[2, 3], [2, 1], [2, 2]], ("axis", -1)),
        new("Concat", [[2, 3]], ("axis", 0)) { Note = "one" },
        new("Split", [[2, 6], CaseInput.Integers(1, 2, 3)], ("axis", 1)) { Outputs = 3 },
        new("Split", [[2, 6]], ("axis", 1), ("num_outputs", 2)) { Outputs = 2, Ignored = [1], Note = "one unused" },
        Slice("plain", [1, 0], [2, 3], [0, 2], [1, 1]),
        Slice("from the end", [-2], [long.MaxValue], [-1], [1]),
        Slice("steps", [0], [4], [2], [2]),
        Slice("backwards", [-1], [long.MinValue], [2], [-1]),
        new("Slice", [[3, 4], CaseInput.Integers(1, 1), CaseInput.Integers(3, 4)]) { Note = "no axes" },
        new("Pad", [[2, 3], CaseInput.Integers(1, 0, 2, 1)]),
        new("Pad", [[2, 3], CaseInput.Integers(-1, 1, 0, -1)]) { Note = "negative" },
        new("Pad", [[2, 3], CaseInput.Integers(1, 2), CaseInput.None, CaseInput.Integers(1)]) { Note = "axes" },
        new("Pad", [[2, 3], CaseInput.Integers(1, 2), CaseInput.Floats([]), CaseInput.Integers(1)]) { Note = "value" },
        new("Pad", [[2, 3], CaseInput.Integers(-1, 1, 0, -1), CaseInput.Floats([])]) { Note = "negative, value" },
        new("Pad", [[2, 4], CaseInput.Integers(1, 2, 0, 2)], ("mode", "reflect")) { Note = "reflect" },
        new("Pad", [[2, 4], CaseInput.Integers(1, 2, 2, 0)], ("mode", "edge")) { Note = "edge" },
        new("Pad", [[2, 4], CaseInput.Integers(1, 2, 2, 0)], ("mode", "wrap")) { Note = "wrap" },
        new("Trilu", [[3, 4]]),
        new("Trilu", [[3, 4], CaseInput.Constant(Tensor.Scalar(ElementType.Int64, -1L))], ("upper", 0)) { Note = "lower" },
    ];

    private static GradientCase Slice(string note, long[] starts, long[] ends, long[] axes, long[] steps) => new(
        "Slice",
        [[2, 3, 4], CaseInput.Integers(starts), CaseInput.Integers(ends), CaseInput.Integers(axes), CaseInput.Integers(steps)])
    {
        Note = note,
    };
}
