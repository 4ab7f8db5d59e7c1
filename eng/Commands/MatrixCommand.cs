using PruneBuild.Eng.Packing;
using PruneBuild.Eng.Processes;
using PruneBuild.Eng.Testing;

namespace PruneBuild.Eng.Commands;

/// <summary>Builds, publishes and runs every kind of project against the packed packages, the slow ones too,
/// and writes the table of them.</summary>
internal sealed class MatrixCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "matrix";

    /// <inheritdoc />
    public string Summary =>
        "every kind of project, built, published and run; writes docs/projects.md; names of classes of tests for some of them";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        var tests = Path.Combine(repository.Root, "tests", "PruneBuild.Packages.Tests");
        var classes = Classes(tests);
        if (arguments.Except(classes).FirstOrDefault() is { } unknown)
            throw new EngFailure($"there is no '{unknown}'; there are {string.Join(", ", classes)}");
        PackCommand.BuildAndPack(repository);
        DotNet.Build(repository, tests);
        var results = Path.Combine(repository.Artifacts, "matrix");
        if (arguments.Length == 0 && Directory.Exists(results))
            Directory.Delete(results, recursive: true);
        // Class by class, each with its own results: what was broken off goes on with the classes that are left.
        var failed = (arguments.Length == 0 ? classes : arguments).Count(name => !Try(repository, name, results));
        var outcomes = classes.Select(name => Path.Combine(results, $"{name}.trx")).Where(File.Exists)
            .SelectMany(TestOutcome.Read).ToArray();
        File.WriteAllText(Path.Combine(repository.Root, "docs", "projects.md"), ProjectTable.Of(outcomes, ReadyToRun.ThisSystem));
        return failed == 0 ? 0 : 1;
    }

    private static string[] Classes(string tests) =>
        [.. Directory.EnumerateFiles(tests, "*Tests.cs").Select(file => Path.GetFileNameWithoutExtension(file))
            .Order(StringComparer.Ordinal)];

    private static bool Try(Repository repository, string name, string results)
    {
        var environment = new Dictionary<string, string>(RestoreFolders.Environment(repository)) { ["PRUNEBUILD_MATRIX"] = "1" };
        var program = Path.Combine(repository.Artifacts, "bin", "PruneBuild.Packages.Tests", "release", "PruneBuild.Packages.Tests.dll");
        return Tool.Run(
            "dotnet",
            ["test", program, "--nologo", "--filter", $"ClassName=PruneBuild.Packages.Tests.{name}", "--logger", "console;verbosity=normal",
                "--logger", $"trx;LogFileName={name}.trx", "--results-directory", results],
            repository.Root, environment) == 0;
    }
}
