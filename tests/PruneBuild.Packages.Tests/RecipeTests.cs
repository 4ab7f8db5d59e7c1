using System.Text.RegularExpressions;
using PruneBuild.Testing;

namespace PruneBuild.Packages.Tests;

/// <summary>The commands of docs/ci.md, run one after the other as an agent would, in a repository as the page wants it.</summary>
[TestClass]
public sealed partial class RecipeTests
{
    [TestMethod]
    [DataRow("GitHub Actions", "- run: ")]
    [DataRow("Azure Pipelines", "- script: ")]
    public void EveryCommandOfTheRecipeWorks(string section, string step)
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("The recipes are for agents with a POSIX shell.");
        using var app = Repository();
        var commands = Section(section).Split('\n').Select(line => line.Trim())
            .Where(line => line.StartsWith(step, StringComparison.Ordinal))
            .Select(line => line[step.Length..]).ToArray();
        Assert.IsGreaterThanOrEqualTo(4, commands.Length);
        foreach (var command in commands)
        {
            using var shell = app.Launch(
                "bash", "-c", $"export CI=true GITHUB_STEP_SUMMARY=summary.md PRUNEBUILD_CACHE=\"$PWD/.prune-cache\"; {command}");
            Assert.AreEqual(0, shell.WaitForEnd(), $"{command}: {shell.Said}");
        }

        if (section == "GitHub Actions")
        {
            StringAssert.Contains(app.Read("summary.md"), "small");
            StringAssert.Contains(app.Read("prune.sarif"), "\"version\": \"2.1.0\"");
        }
        else
        {
            Assert.IsTrue(File.Exists(app.PathOf("prune-reports", "report.md")));
        }
    }

    /// <summary>The first command that must fail on a stale lock does.</summary>
    [TestMethod]
    public void AStaleLockStopsTheRecipeAtItsLine()
    {
        using var app = Repository();
        app.Write("prune.yaml", AppProject.Manifest.Replace("50%", "40%"));
        using var restore = app.Launch("dotnet", "tool", "restore");
        Assert.AreEqual(0, restore.WaitForEnd(), restore.Said);
        using var check = app.Launch("dotnet", "prune", "check", "--format", "github");
        Assert.AreEqual(1, check.WaitForEnd(), check.Said);
        StringAssert.Matches(check.Said, new("::error file=prune.yaml,line=3,col=3,title=PB4102"));
        Assert.AreEqual(1, app.Build("-p:PruneLockedMode=true").ExitCode);
    }

    /// <summary>A checkout: what is committed and nothing else.</summary>
    private static AppProject Repository()
    {
        var app = new AppProject();
        app.NameTool();
        app.Build().MustSucceed();
        foreach (var folder in new[] { "bin", "obj" })
            Directory.Delete(app.PathOf(folder), recursive: true);
        return app;
    }

    private static string Section(string title)
    {
        var page = File.ReadAllText(Path.Combine(SharedFolder.Repository(), "docs", "ci.md")).ReplaceLineEndings("\n");
        return Sections().Split(page).Single(section => section.StartsWith(title, StringComparison.Ordinal));
    }

    [GeneratedRegex("^## ", RegexOptions.Multiline)]
    private static partial Regex Sections();
}
