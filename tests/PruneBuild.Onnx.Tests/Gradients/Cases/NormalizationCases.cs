namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class NormalizationCases
{
    private static readonly CaseInput positive = CaseInput.In(0.5, 2, 3);

    public static GradientCase[] All { get; } =
    [
        new("Softmax", [[2, 3, 4]]),
        new("Softmax", [[2, 3, 4]], ("axis", 1)) { Note = "middle" },
        new("LogSoftmax", [[2, 3, 4]]),
        new("LayerNormalization", [[2, 3, 4], [4], [4]], ("epsilon", 0.01f)),
        new("LayerNormalization", [[2, 3, 4], [4]]) { Note = "no bias" },
        new("LayerNormalization", [[2, 3, 4], [3, 4], [3, 4]], ("axis", 1)) { Note = "two axes" },
        new("RMSNormalization", [[2, 3, 4], [4]], ("epsilon", 0.01f)) { Opset = 23 },
        new("SimplifiedLayerNormalization", [[2, 3, 4], [4]], ("epsilon", 0.01f)),
        new("BatchNormalization", [[2, 3, 2, 2], [3], [3], [3], positive]),
        new("InstanceNormalization", [[2, 3, 2, 4], [3], [3]]),
        new("LpNormalization", [[2, 3, 4]], ("axis", 1)),
        new("LpNormalization", [[2, 3, 4]], ("axis", 1), ("p", 1)) { Note = "p = 1" },
    ];
}
