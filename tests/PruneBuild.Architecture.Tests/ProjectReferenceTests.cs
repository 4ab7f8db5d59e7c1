namespace PruneBuild.Architecture.Tests;

[TestClass]
public sealed class ProjectReferenceTests
{
    // The arrows of the design. A new one is a change of the design: discuss it first.
    private static readonly Dictionary<string, string[]> allowed = new()
    {
        ["PruneBuild.Numerics"] = [],
        ["PruneBuild.Diagnostics"] = [],
        ["PruneBuild.Onnx"] = ["PruneBuild.Diagnostics"],
        ["PruneBuild.Pruning"] = ["PruneBuild.Numerics", "PruneBuild.Diagnostics", "PruneBuild.Onnx"],
        ["PruneBuild.Inference"] = ["PruneBuild.Numerics", "PruneBuild.Diagnostics", "PruneBuild.Onnx", "PruneBuild.Pruning"],
        ["PruneBuild.Engine"] =
            ["PruneBuild.Numerics", "PruneBuild.Diagnostics", "PruneBuild.Onnx", "PruneBuild.Pruning", "PruneBuild.Inference"],
        ["PruneBuild.Cli"] = ["PruneBuild.Engine"],
        ["PruneBuild.MSBuild"] = [],
        ["PruneBuild.Templates"] = [],
    };

    private static readonly string[] pure = ["PruneBuild.Numerics", "PruneBuild.Diagnostics", "PruneBuild.Onnx", "PruneBuild.Pruning"];

    [TestMethod]
    public void EverySourceProjectHasItsPlaceInTheDesign()
    {
        var strangers = Tree.Projects("src").Keys.Except(allowed.Keys).ToList();

        Assert.IsEmpty(strangers, $"Projects without a place: {string.Join(", ", strangers)}");
    }

    [TestMethod]
    public void SourceProjectsReferToNothingButWhatTheDesignAllows()
    {
        var arrows =
            from project in Tree.Projects("src")
            from reference in Tree.ProjectReferences(project.Value)
            where !allowed.GetValueOrDefault(project.Key, []).Contains(reference)
            select $"{project.Key} → {reference}";

        Assert.IsEmpty(arrows.ToList(), $"New arrows: {string.Join(", ", arrows)}");
    }

    [TestMethod]
    public void PureProjectsKnowNoRuntime()
    {
        var references =
            from project in Tree.Projects("src")
            where pure.Contains(project.Key)
            from package in Tree.PackageReferences(project.Value)
            where package.StartsWith("Microsoft.ML.", StringComparison.Ordinal)
                || package.StartsWith("TorchSharp", StringComparison.Ordinal)
            select $"{project.Key} → {package}";

        Assert.IsEmpty(references.ToList(), $"Runtimes in pure projects: {string.Join(", ", references)}");
    }

    [TestMethod]
    public void NoProjectNamesAVersion()
    {
        var versions =
            from folder in new[] { "src", "tests", "eng" }
            from project in Tree.Projects(folder)
            from line in File.ReadLines(project.Value)
            where line.Contains("<PackageReference", StringComparison.Ordinal) && line.Contains(" Version=", StringComparison.Ordinal)
            select $"{project.Key}: {line.Trim()}";

        Assert.IsEmpty(versions.ToList(), $"Versions belong into Directory.Packages.props: {string.Join("; ", versions)}");
    }

    [TestMethod]
    public void EveryProjectIsInTheSolutionAndHasALockFile()
    {
        var solution = Tree.Text("PruneBuild.sln");
        var projects = new[] { "src", "tests", "eng" }.SelectMany(folder => Tree.Projects(folder)).ToList();

        var outside = projects.Where(project => !solution.Contains($"\"{project.Key}\"", StringComparison.Ordinal))
            .Select(project => project.Key);
        var unlocked = projects
            .Where(project => !File.Exists(Path.Combine(Path.GetDirectoryName(project.Value)!, "packages.lock.json")))
            .Select(project => project.Key);

        Assert.AreEqual("", string.Join(", ", outside), "Projects that the solution does not build");
        Assert.AreEqual("", string.Join(", ", unlocked), "Projects without a lock file");
    }
}
