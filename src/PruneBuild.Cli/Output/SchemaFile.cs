using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Cli.Output;

/// <summary>The schema of prune.yaml beside the artifacts, where the first line of a drafted manifest tells editors to look.</summary>
internal static class SchemaFile
{
    /// <summary>Writes it unless it is there.</summary>
    /// <param name="outputFolder">Folder of artifacts.</param>
    public static void WriteTo(string outputFolder)
    {
        Directory.CreateDirectory(outputFolder);
        WholeFile.WriteIfChanged(Path.Combine(outputFolder, "prune.schema.json"), ManifestSchema.ToJson());
    }
}
