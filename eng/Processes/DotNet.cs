namespace PruneBuild.Eng.Processes;

/// <summary>The commands of the .NET SDK, run in the checkout with their output shown.</summary>
internal static class DotNet
{
    /// <summary>Builds a project or solution in Release; restores first.</summary>
    /// <exception cref="EngFailure">It did not build.</exception>
    public static void Build(Repository repository, string project) =>
        MustRun(repository, ["build", project, "-c", "Release", "--nologo", "-v", "quiet"], $"building {Path.GetFileName(project)}");

    /// <summary>Builds a program under <c>tests</c> in Release and runs it.</summary>
    /// <returns>Its exit code.</returns>
    public static int RunTestProgram(Repository repository, string name, params IEnumerable<string> arguments) => Tool.Run(
        "dotnet", ["run", "--project", Path.Combine(repository.Root, "tests", name), "-c", "Release", "--", .. arguments], repository.Root);

    /// <summary>Runs one command of the SDK that must succeed.</summary>
    /// <exception cref="EngFailure">It ended with another exit code than zero.</exception>
    public static void MustRun(
        Repository repository, IEnumerable<string> arguments, string purpose, IReadOnlyDictionary<string, string>? environment = null)
    {
        var exitCode = Tool.Run("dotnet", arguments, repository.Root, environment);
        if (exitCode != 0)
            throw new EngFailure($"{purpose} failed with exit code {exitCode}");
    }
}
