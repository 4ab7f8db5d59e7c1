using PruneBuild.Eng.Feed;
using PruneBuild.Eng.Packing;
using PruneBuild.Eng.Processes;
using PruneBuild.Eng.Testing;

namespace PruneBuild.Eng.Commands;

/// <summary>Builds the solution once and runs every test project.</summary>
internal sealed class TestCommand : ICommand
{
    /// <inheritdoc />
    public string Name => "test";

    /// <inheritdoc />
    public string Summary => "builds everything and runs all tests; further arguments go to 'dotnet test'";

    /// <inheritdoc />
    public int Run(Repository repository, string[] arguments)
    {
        FeedCommand.Fill(repository, OnnxRuntimePackages.Standard);
        DotNet.Build(repository, repository.Solution);
        if (Directory.Exists(Path.Combine(repository.Root, "tests", "PruneBuild.Packages.Tests")))
            PackedProjects.PackBuilt(repository);

        var results = EmptyFolder(Path.Combine(repository.Artifacts, "test-results"));
        var exitCode = Tool.Run(
            "dotnet",
            ["test", .. Assemblies(repository), "--nologo", "--logger", "console;verbosity=minimal", "--logger", "trx",
                "--results-directory", results,
                .. arguments],
            repository.Root, RestoreFolders.Environment(repository));
        var counts = Directory.EnumerateFiles(results, "*.trx").Select(TestCounts.Read)
            .Aggregate(new TestCounts(0, 0, 0), (sum, run) => sum + run);
        if (exitCode != 0 && counts.Failed == 0)
            Console.WriteLine($"eng test: the run ended with exit code {exitCode} although no test failed: a test process broke off");
        if (counts.Passed == 0)
            Console.WriteLine("eng test: no test passed, so nothing was shown");
        Console.WriteLine(counts);
        return counts.Good && exitCode == 0 ? 0 : 1;
    }

    private static List<string> Assemblies(Repository repository) =>
    [
        .. Directory.EnumerateDirectories(Path.Combine(repository.Root, "tests"), "*.Tests")
            .Select(folder => Path.GetFileName(folder))
            .Where(name => File.Exists(Path.Combine(repository.Root, "tests", name, name + ".csproj")))
            .Order(StringComparer.Ordinal)
            .Select(name => Path.Combine(repository.Artifacts, "bin", name, "release", name + ".dll")),
    ];

    private static string EmptyFolder(string path)
    {
        if (Directory.Exists(path))
            Directory.Delete(path, recursive: true);
        return Directory.CreateDirectory(path).FullName;
    }
}
