namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class ConvolutionCases
{
    public static GradientCase[] All { get; } =
    [
        new("Conv", [[2, 2, 5, 4], [3, 2, 3, 2], [3]]),
        new("Conv", [[2, 2, 6, 5], [3, 2, 3, 2]], ("strides", new[] { 2, 3 }), ("pads", new[] { 1, 0, 2, 1 })) { Note = "steps" },
        new("Conv", [[1, 2, 7, 6], [2, 2, 3, 2]], ("dilations", new[] { 2, 3 }), ("pads", new[] { 1, 1, 0, 1 })) { Note = "dilated" },
        new("Conv", [[1, 1, 9], [2, 1, 3]], ("dilations", new[] { 2 }), ("strides", new[] { 2 }), ("pads", new[] { 1, 1 }))
        {
            Note = "both, 1-D",
        },
        new("Conv", [[2, 4, 4, 4], [6, 2, 2, 2], [6]], ("group", 2)) { Note = "groups" },
        new("Conv", [[2, 3, 5, 4], [3, 1, 3, 3]], ("group", 3), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 1, 1, 1 }))
        {
            Note = "depth-wise",
        },
        new("Conv", [[1, 2, 5, 5], [2, 2, 3, 3]], ("auto_pad", "SAME_UPPER"), ("strides", new[] { 2, 2 })) { Note = "same size" },
        new("ConvTranspose", [[2, 2, 3, 3], [2, 3, 3, 2], [3]]),
        new("ConvTranspose", [[1, 4, 3, 3], [4, 2, 3, 3]], ("group", 2), ("strides", new[] { 2, 2 }), ("pads", new[] { 1, 0, 0, 1 }),
            ("output_padding", new[] { 1, 0 })) { Note = "steps, groups" },
    ];
}
