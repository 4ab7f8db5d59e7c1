using System.Runtime.InteropServices;
using PruneBuild.Eng.Packing;
using PruneBuild.Eng.Processes;
using PruneBuild.Eng.Testing;

namespace PruneBuild.Eng.Commands;

/// <summary>Builds, publishes and runs every kind of project against the packed packages, the slow ones too, and writes the table of them.</summary>
internal sealed class MatrixCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "matrix";

    /// <inheritdoc />
    public string Summary => "every kind of project, built, published and run; writes docs/projects.md; downloads packs of the SDK the first time";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        PackCommand.BuildAndPack(repository);
        var tests = Path.Combine(repository.Root, "tests", "PruneBuild.Packages.Tests");
        DotNet.Build(repository, tests);
        var results = Path.Combine(repository.Artifacts, "matrix");
        if (Directory.Exists(results))
            Directory.Delete(results, recursive: true);
        var environment = new Dictionary<string, string>(RestoreFolders.Environment(repository)) { ["PRUNEBUILD_MATRIX"] = "1" };
        var exitCode = Tool.Run(
            "dotnet",
            ["test", Path.Combine(repository.Artifacts, "bin", "PruneBuild.Packages.Tests", "release", "PruneBuild.Packages.Tests.dll"), "--nologo",
                "--logger", "console;verbosity=normal", "--logger", "trx;LogFileName=matrix.trx", "--results-directory", results, .. arguments],
            repository.Root, environment);
        var file = Path.Combine(results, "matrix.trx");
        if (!File.Exists(file))
            throw new EngFailure("the tests of projects left no results");
        if (arguments.Length == 0)
            File.WriteAllText(Path.Combine(repository.Root, "docs", "projects.md"), ProjectTable.Of(TestOutcome.Read(file), RuntimeInformation.RuntimeIdentifier));
        return exitCode;
    }
}
