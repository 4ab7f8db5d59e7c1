namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class IndexingCases
{
    public static GradientCase[] All { get; } =
    [
        new("Gather", [[4, 3], Matrix(2, 3, 0, 2, 2, -1, 1, 2)]),
        new("Gather", [[2, 4, 3], Matrix(2, 2, 3, 0, 0, -2)], ("axis", 1)) { Note = "middle" },
        new("Gather", [[2, 4], CaseInput.Constant(Tensor.Scalar(ElementType.Int64, -1L))], ("axis", 1)) { Note = "one" },
        new("Gather", [[4], CaseInput.Integers(1, 1)]) { Note = "vector" },
        new("GatherElements", [[2, 3], Matrix(2, 2, 0, 2, 1, 1)], ("axis", 1)),
        new("GatherND", [[2, 3, 2], Matrix(3, 2, 0, 1, 1, 2, 0, 1)]),
        new("ScatterElements", [[2, 4], Matrix(2, 2, 0, 3, 1, 2), [2, 2]], ("axis", 1)),
        new("ScatterElements", [[2, 4], Matrix(2, 2, 0, 0, 1, 2), [2, 2]], ("axis", 1), ("reduction", "add")) { Note = "add" },
        new("ScatterND", [[4, 2], Matrix(2, 1, 3, 0), [2, 2]]),
        new("ScatterND", [[4, 2], Matrix(2, 1, 3, 3), [2, 2]], ("reduction", "add")) { Note = "add" },
        new("TopK", [[2, 5], CaseInput.Integers(2)]) { Outputs = 2, Ignored = [1] },
    ];

    private static CaseInput Matrix(long rows, long columns, params long[] values) => CaseInput.Constant(Tensor.Of(values, rows, columns));
}
