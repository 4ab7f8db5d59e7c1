namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class ProductCases
{
    public static GradientCase[] All { get; } =
    [
        new("MatMul", [[2, 3], [3, 4]]),
        new("MatMul", [[2, 5, 3], [3, 4]]) { Note = "rows" },
        new("MatMul", [[2, 2, 3], [2, 3, 4]]) { Note = "batch" },
        new("MatMul", [[2, 1, 2, 3], [3, 3, 2]]) { Note = "broadcast batch" },
        new("MatMul", [[3, 3], [2, 3, 4]]) { Note = "one matrix, many" },
        new("MatMul", [[3], [3, 4]]) { Note = "vector, matrix" },
        new("MatMul", [[2, 5, 3], [3]]) { Note = "batch, vector" },
        new("MatMul", [[3], [2, 3, 4]]) { Note = "vector, batch" },
        new("MatMul", [[3], [3]]) { Note = "vectors" },
        .. from a in new[] { 0, 1 }
           from b in new[] { 0, 1 }
           select new GradientCase(
               "Gemm",
               [a == 0 ? CaseInput.Floats([2, 3]) : CaseInput.Floats([3, 2]),
                   b == 0 ? CaseInput.Floats([3, 4]) : CaseInput.Floats([4, 3]), [4]],
               ("transA", a), ("transB", b), ("alpha", 0.5f), ("beta", 2f)) { Note = $"{a}{b}" },
        new("Gemm", [[2, 3], [3, 4]]) { Note = "no bias" },
        new("com.microsoft:FusedMatMul", [[2, 3, 2], [2, 4, 3]], ("transA", 1), ("transB", 1), ("alpha", 0.5f)),
        new("com.microsoft:FusedMatMul", [[2, 2, 3], [4, 3]], ("transB", 1)) { Note = "one matrix" },
    ];
}
