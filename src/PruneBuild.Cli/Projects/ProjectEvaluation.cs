using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.Build.Construction;
using Microsoft.Build.Evaluation;
using Microsoft.Build.Exceptions;
using Microsoft.Build.Locator;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Projects;

/// <summary>Evaluates projects and solutions with the MSBuild of the SDK that builds them.</summary>
internal static class ProjectEvaluation
{
    private static readonly Lock Guard = new();
    private static readonly string[] Solutions = [".sln", ".slnx"];
    private static readonly string[] Projects = [".csproj", ".fsproj", ".vbproj"];

    /// <summary>True for files that are projects or solutions by their name.</summary>
    public static bool IsProject(string path) => Solutions.Concat(Projects).Contains(Path.GetExtension(path).ToLowerInvariant());

    /// <summary>The project, or the projects of the solution that have a manifest.</summary>
    /// <param name="path">Full path.</param>
    /// <returns>The projects in the solution's order; or PB1017 with what MSBuild says.</returns>
    public static Result<ValueList<EvaluatedProject>> Of(string path)
    {
        if (!File.Exists(path))
            return Fail(path, "it does not exist");
        try
        {
            Register();
            return Evaluate(path);
        }
        catch (InvalidOperationException noSdk)
        {
            return Fail(path, noSdk.Message);
        }
    }

    /// <summary>Must have ended before a method that mentions MSBuild's types is compiled.</summary>
    private static void Register()
    {
        lock (Guard)
        {
            if (!MSBuildLocator.IsRegistered)
                MSBuildLocator.RegisterDefaults();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Result<ValueList<EvaluatedProject>> Evaluate(string path)
    {
        try
        {
            using var collection = new ProjectCollection();
            if (Projects.Contains(Path.GetExtension(path).ToLowerInvariant()))
                return Result<ValueList<EvaluatedProject>>.Ok([Evaluate(collection, path)]);
            var projects = SolutionFile.Parse(path).ProjectsInOrder
                .Where(project => project.ProjectType != SolutionProjectType.SolutionFolder && IsProject(project.AbsolutePath))
                .Select(project => Evaluate(collection, project.AbsolutePath))
                .Where(project => File.Exists(project.Manifest));
            return Result<ValueList<EvaluatedProject>>.Ok(projects.ToValueList());
        }
        catch (InvalidProjectFileException failure)
        {
            return Result<ValueList<EvaluatedProject>>.Fail(
                DiagnosticCatalog.ProjectUnreadable,
                new SourceSpan(failure.ProjectFile is { Length: > 0 } file ? file : path, failure.LineNumber, failure.ColumnNumber),
                path, failure.BaseMessage);
        }
    }

    private static EvaluatedProject Evaluate(ProjectCollection collection, string path)
    {
        var project = collection.LoadProject(path);
        string? Property(string name) => project.GetPropertyValue(name) is { Length: > 0 } value ? value : null;
        return new EvaluatedProject(
            path,
            Path.GetFullPath(Property("PruneManifest") ?? "prune.yaml", project.DirectoryPath),
            Property("PruneRuntimePath") is { } stated ? Path.GetFullPath(stated, project.DirectoryPath)
                : RestoredRuntime.Folder(
                    Property("ProjectAssetsFile") is { } assets ? Path.GetFullPath(assets, project.DirectoryPath) : null),
            Property("PruneDevice"),
            int.TryParse(Property("PruneSeed"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : null,
            Property("PruneOutputDirectory") is { } output ? Path.GetFullPath(output, project.DirectoryPath) : null);
    }

    private static Result<ValueList<EvaluatedProject>> Fail(string path, string reason) =>
        Result<ValueList<EvaluatedProject>>.Fail(DiagnosticCatalog.ProjectUnreadable, new SourceSpan(path), path, reason);
}
