namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class PoolingCases
{
    private static readonly float[] doubled = [1, 1, 2, 1.5f];

    // Too little to change a size of 3.
    private static readonly float[] stretched = [1, 1, 1.2f, 0.9f];
    private static readonly float[] widened = [1, 1, 1.2f, 1.1f];

    public static GradientCase[] All { get; } =
    [
        new("MaxPool", [[2, 2, 5, 4]], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 1 }), ("pads", new[] { 1, 0, 1, 1 })),
        new("AveragePool", [[2, 2, 5, 4]], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 1 }), ("pads", new[] { 1, 0, 1, 1 })),
        new("AveragePool", [[2, 2, 5, 4]], ("kernel_shape", new[] { 3, 2 }), ("pads", new[] { 1, 0, 1, 1 }), ("count_include_pad", 1))
        {
            Note = "pads count",
        },
        new("AveragePool", [[1, 2, 5, 4]], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 }), ("ceil_mode", 1))
        {
            Note = "rounded up",
        },
        .. from sizes in new long[][] { [6, 5], [7, 8] }
           from dilation in new[] { 1, 2 }
           from counts in new[] { 0, 1 }
           select new GradientCase(
               "AveragePool", [[1, 2, .. sizes]],
               ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 2 }), ("dilations", new[] { dilation, 1 }),
               ("pads", new[] { 1, 1, 1, 0 }), ("ceil_mode", 1), ("count_include_pad", counts))
           {
               Note = $"rounded up over {sizes[0]}, dilated by {dilation}, {(counts == 1 ? "pads count" : "pads do not count")}",
           },
        .. from rule in new[] { "SAME_UPPER", "SAME_LOWER" }
           from counts in new[] { 0, 1 }
           select new GradientCase(
               "AveragePool", [[1, 2, 6, 5]], ("kernel_shape", new[] { 3, 2 }), ("strides", new[] { 2, 1 }), ("auto_pad", rule),
               ("count_include_pad", counts))
           { Note = $"{rule}, {counts}" },
        new("GlobalAveragePool", [[2, 3, 2, 4]]),
        new("GlobalMaxPool", [[2, 3, 2, 4]]),
        .. from mode in new[] { "nearest", "linear", "cubic" }
           from transformation in new[] { "half_pixel", "align_corners", "asymmetric" }
           select new GradientCase(
               "Resize",
               [[1, 2, 3, 4], CaseInput.None, CaseInput.None, CaseInput.Integers(1, 2, 7, 5)],
               ("mode", mode), ("coordinate_transformation_mode", transformation)) { Note = $"{mode}, {transformation}" },
        new("Resize", [[1, 2, 3, 4], CaseInput.None, CaseInput.Constant(Tensor.Of(doubled, 4))], ("mode", "linear")) { Note = "scales" },
        .. from mode in new[] { "linear", "cubic" }
           select new GradientCase("Resize", [[1, 2, 3, 4], CaseInput.None, CaseInput.Constant(Tensor.Of(stretched, 4))], ("mode", mode))
           { Note = $"{mode}, scales that leave a size" },
        new("Resize", [[1, 2, 3, 5], CaseInput.None, CaseInput.Constant(Tensor.Of(widened, 4))], ("mode", "linear"))
        {
            Note = "scales that leave all sizes",
        },
    ];
}
