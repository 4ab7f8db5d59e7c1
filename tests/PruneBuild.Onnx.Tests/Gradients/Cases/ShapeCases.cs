namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class ShapeCases
{
    public static GradientCase[] All { get; } =
    [
        new("Reshape", [[2, 6], CaseInput.Integers(3, -1)]),
        new("Flatten", [[2, 3, 2]], ("axis", 2)),
        new("Squeeze", [[2, 1, 3, 1], CaseInput.Integers(1)]),
        new("Unsqueeze", [[2, 3], CaseInput.Integers(0, -1)]),
        new("Transpose", [[2, 3, 4]]),
        new("Transpose", [[2, 3, 4]], ("perm", new[] { 1, 2, 0 })) { Note = "turned" },
        new("Expand", [[3, 1], CaseInput.Integers(2, 1, 4)]),
        new("Tile", [[2, 3], CaseInput.Integers(2, 3)]),
        new("Dropout", [[2, 3]]),
        new("DepthToSpace", [[2, 8, 2, 3]], ("blocksize", 2)),
        new("DepthToSpace", [[2, 8, 2, 3]], ("blocksize", 2), ("mode", "CRD")) { Note = "columns first" },
        new("SpaceToDepth", [[2, 2, 4, 6]], ("blocksize", 2)),
    ];
}
