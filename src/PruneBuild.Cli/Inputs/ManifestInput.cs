using PruneBuild.Cli.Projects;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Devices;

namespace PruneBuild.Cli.Inputs;

/// <summary>The manifest that a call means, with what the command line says over it.</summary>
internal static class ManifestInput
{
    /// <summary>Name of the manifest where none is given.</summary>
    public const string DefaultName = "prune.yaml";

    /// <summary>Reads it; <c>--device</c> and <c>--seed</c> take the place of the manifest's own. A project or solution in its place is
    /// evaluated: its manifest is read, and models run on the ONNX Runtime that the app ships.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="runtimeFolder">Folder of the native ONNX Runtime, over a project's; null for none.</param>
    /// <returns>The manifest, perhaps with PB5102 about a runtime that does not fit; or PB1001 to PB1017, PB1900 for a solution with more
    /// than one manifest.</returns>
    public static Result<PruneManifest> Read(Invocation invocation, string? runtimeFolder = null)
    {
        var place = Locate(invocation);
        return place.IsOk ? Read(invocation, place.Value, runtimeFolder) : place.As<PruneManifest>();
    }

    private static Result<PruneManifest> Read(Invocation invocation, EvaluatedProject place, string? runtimeFolder)
    {
        var runtime = AppRuntime.Take(runtimeFolder ?? place.RuntimeFolder);
        var read = ManifestReader.Read(place.Manifest);
        if (!read.IsOk)
            return Result<PruneManifest>.Fail([.. runtime, .. read.Diagnostics]);
        var manifest = read.Value;
        return Result<PruneManifest>.Ok(
            manifest with
            {
                Device = (invocation.Device ?? place.Device) is { } device ? AskedDevice.OnCommandLine(device) : manifest.Device,
                Seed = (invocation.Seed ?? place.Seed) is { } seed ? manifest.Seed.With(seed) : manifest.Seed,
            },
            [.. runtime, .. read.Diagnostics]);
    }

    /// <summary>The manifest and those of its models that the call names, in its order; all for no name.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="names">Names of models.</param>
    /// <param name="runtimeFolder">Folder of the native ONNX Runtime, over a project's; null for none.</param>
    /// <returns>Both, with what <see cref="Read(Invocation, string?)" /> warns of; or what it fails with,
    /// or PB1900 for each name that the manifest does not have.</returns>
    public static Result<SelectedModels> Select(Invocation invocation, IReadOnlyList<string> names, string? runtimeFolder = null)
    {
        var place = Locate(invocation);
        return place.IsOk ? Select(invocation, place.Value, names, runtimeFolder) : place.As<SelectedModels>();
    }

    /// <summary>The manifest and one of its models: the only one where the call names none.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="name">Name of the model; null for the only one.</param>
    /// <returns>As <see cref="Select(Invocation, IReadOnlyList{string}, string?)" />;
    /// and PB1900 without a name where there are several.</returns>
    public static Result<SelectedModels> SelectOne(Invocation invocation, string? name)
    {
        var selected = Select(invocation, name is null ? [] : [name]);
        return selected is { IsOk: true, Value.Models.Count: > 1 }
            ? Result<SelectedModels>.Fail(
                DiagnosticCatalog.Usage, null,
                "The manifest has several models; name one of them: "
                + $"{string.Join(", ", selected.Value.Models.Select(model => model.Name.Value))}.")
            : selected;
    }

    /// <summary>The same for a manifest that has been located.</summary>
    /// <param name="invocation">The call.</param>
    /// <param name="place">The manifest, with what its project says.</param>
    /// <param name="names">Names of models.</param>
    /// <param name="runtimeFolder">Folder of the native ONNX Runtime, over a project's; null for none.</param>
    public static Result<SelectedModels> Select(
        Invocation invocation, EvaluatedProject place, IReadOnlyList<string> names, string? runtimeFolder = null)
    {
        var manifest = Read(invocation, place, runtimeFolder);
        if (!manifest.IsOk)
            return manifest.As<SelectedModels>();
        var models = ModelNames.Select(manifest.Value, names);
        return models.IsOk
            ? Result<SelectedModels>.Ok(new SelectedModels(manifest.Value, models.Value, place), manifest.Diagnostics)
            : models.As<SelectedModels>();
    }

    /// <summary>The path that the call names: <c>prune.yaml</c> in the folder that <c>--manifest</c> names,
    /// or in the working folder without it.</summary>
    public static string PathOf(Invocation invocation)
    {
        var path = invocation.Absolute(invocation.Manifest ?? DefaultName);
        return Directory.Exists(path) ? Path.Combine(path, DefaultName) : path;
    }

    /// <summary>A manifest by its path, or the one of a project or solution.</summary>
    /// <returns>Where it is, whether it exists or not; or PB1017, or PB1900 for a solution with more than one manifest.</returns>
    public static Result<EvaluatedProject> Locate(Invocation invocation)
    {
        var path = PathOf(invocation);
        if (!ProjectEvaluation.IsProject(path))
            return Result<EvaluatedProject>.Ok(new EvaluatedProject(path, path));
        var projects = ProjectEvaluation.Of(path);
        if (!projects.IsOk)
            return projects.As<EvaluatedProject>();
        return projects.Value switch
        {
            [] => Result<EvaluatedProject>.Fail(
                DiagnosticCatalog.Usage, new SourceSpan(path), $"No project of '{Path.GetFileName(path)}' has a manifest."),
            [var only] => Result<EvaluatedProject>.Ok(only),
            var several => Result<EvaluatedProject>.Fail(DiagnosticCatalog.Usage, new SourceSpan(path),
                $"'{Path.GetFileName(path)}' has several projects with manifests; name one with --manifest: "
                + $"{string.Join(", ", several.Select(project => Path.GetRelativePath(invocation.Folder, project.Path)))}."),
        };
    }
}

/// <summary>What a call is about.</summary>
/// <param name="Manifest">The manifest.</param>
/// <param name="Models">The models of it that the call means, in its order.</param>
/// <param name="Place">Where the manifest is, with what its project says.</param>
internal sealed record SelectedModels(PruneManifest Manifest, ValueList<ModelEntry> Models, EvaluatedProject Place);
