namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class EinsumCases
{
    public static GradientCase[] All { get; } =
    [
        new("Einsum", [[2, 3], [3, 4]], ("equation", "ij,jk->ik")),
        new("Einsum", [[2, 3, 2], [2, 4, 2]], ("equation", "bid, bjd -> bij")) { Note = "batch" },
        new("Einsum", [[2, 3, 2], [3, 4]], ("equation", "bnd,nh->hbn")) { Note = "summed alone" },
        new("Einsum", [[2, 3], [3]], ("equation", "ij,j")) { Note = "implicit" },
        new("Einsum", [[1, 3], [4, 3]], ("equation", "ij,ij->ij")) { Note = "broadcast" },
        new("Einsum", [[1, 2, 3], [5, 3, 4]], ("equation", "bij,bjk->bik")) { Note = "broadcast batch" },
        new("Einsum", [[1, 3], [4, 3]], ("equation", "ij,ij->j")) { Note = "broadcast and summed" },
    ];
}
