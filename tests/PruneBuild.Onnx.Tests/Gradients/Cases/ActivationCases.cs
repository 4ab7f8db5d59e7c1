namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class ActivationCases
{
    private static readonly CaseInput wide = CaseInput.In(-4, 4, 3, 7);

    public static GradientCase[] All { get; } =
    [
        .. new[]
        {
            "Relu", "LeakyRelu", "Elu", "Celu", "Selu", "Sigmoid", "HardSigmoid", "HardSwish", "Softplus", "Softsign",
            "Mish", "Gelu", "com.microsoft:QuickGelu", "com.microsoft:Gelu", "com.microsoft:FastGelu",
        }.Select(op => new GradientCase(op, [wide])),
        new("ThresholdedRelu", [wide], ("alpha", 1.3f)),
        new("LeakyRelu", [wide], ("alpha", 0.3f)) { Note = "steeper" },
        new("Elu", [wide], ("alpha", 0.7f)) { Note = "lower" },
        new("Celu", [wide], ("alpha", 1.7f)) { Note = "lower" },
        new("HardSigmoid", [wide], ("alpha", 0.15f), ("beta", 0.4f)) { Note = "wider" },
        new("Gelu", [wide], ("approximate", "tanh")) { Note = "by tanh" },
        new("Swish", [wide], ("alpha", 1.3f)) { Opset = 24 },
        new("PRelu", [wide, CaseInput.In(0.1, 0.5, 7)]),
        new("PRelu", [CaseInput.In(-4, 4, 2, 3, 2, 2), CaseInput.In(0.1, 0.5, 3, 1, 1)]) { Note = "channels" },
        new("com.microsoft:BiasGelu", [wide, [7]]),
        new("com.microsoft:FastGelu", [wide, [7]]) { Note = "bias" },
    ];
}
