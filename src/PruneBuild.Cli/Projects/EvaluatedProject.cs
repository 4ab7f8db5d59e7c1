namespace PruneBuild.Cli.Projects;

/// <summary>What a project says about its models, as MSBuild sees it.</summary>
/// <param name="Path">Full path of the project.</param>
/// <param name="Manifest">Full path of its manifest; the file may not be there.</param>
/// <param name="RuntimeFolder">Folder of the native ONNX Runtime that the app ships; null when none was restored, or more than one.</param>
/// <param name="Device">The property PruneDevice; null when not set.</param>
/// <param name="Seed">The property PruneSeed; null when not set.</param>
/// <param name="OutputFolder">Full path of the property PruneOutputDirectory, where builds put artifacts; null when not set.</param>
internal sealed record EvaluatedProject(
    string Path, string Manifest, string? RuntimeFolder = null, string? Device = null, int? Seed = null, string? OutputFolder = null);
