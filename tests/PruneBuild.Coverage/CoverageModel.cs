using PruneBuild.Testing;

namespace PruneBuild.Coverage;

/// <summary>A model of the folder <c>shared</c> that the scoreboard covers.</summary>
/// <param name="Name">Folder of the zoo, or path below <c>data</c>.</param>
/// <param name="Path">The ONNX file.</param>
/// <param name="TruthPath">What its structure really is, or null when nobody wrote that down.</param>
/// <param name="RecordedInputs">Inputs that were recorded with it, or null.</param>
internal sealed record CoverageModel(string Name, string Path, string? TruthPath, string? RecordedInputs)
{
    private static readonly string[] dataFolders =
    [
        "cifar10-resnet", "cifar10-small-nets", "magika", "mnist-mlps", "onnx-zoo", "shakespeare-char-gpt",
        "stories260k", "winml-squeezenet",
    ];

    /// <summary>Every model whose name contains the filter: the zoo first, each part in ordinal order.</summary>
    public static IReadOnlyList<CoverageModel> All(string filter = "") =>
    [
        .. SharedFolder.Models("zoo").Select(OfZoo)
            .Concat(dataFolders.SelectMany(folder => SharedFolder.Models("data", folder)).Select(OfData))
            .Where(model => model.Name.Contains(filter, StringComparison.OrdinalIgnoreCase)),
    ];

    private static CoverageModel OfZoo(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        return new(System.IO.Path.GetFileName(folder), path, Existing(folder, "truth.json"), Existing(folder, "inputs.npz"));
    }

    private static CoverageModel OfData(string path)
    {
        var folder = System.IO.Path.GetDirectoryName(path)!;
        return new($"{System.IO.Path.GetFileName(folder)}/{System.IO.Path.GetFileNameWithoutExtension(path)}", path, null, null);
    }

    private static string? Existing(string folder, string file) =>
        System.IO.Path.Combine(folder, file) is var path && File.Exists(path) ? path : null;
}
