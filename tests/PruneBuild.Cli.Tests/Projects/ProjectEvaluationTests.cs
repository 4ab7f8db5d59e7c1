using PruneBuild.Cli.Projects;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Projects;

[TestClass]
public sealed class ProjectEvaluationTests
{
    private const string Plain = "<Project><PropertyGroup><A>1</A></PropertyGroup></Project>";

    [TestMethod]
    [DataRow("App.csproj", true)]
    [DataRow("App.FSPROJ", true)]
    [DataRow("All.sln", true)]
    [DataRow("All.slnx", true)]
    [DataRow("prune.yaml", false)]
    public void NamesSayWhatIsAProject(string path, bool expected) => Assert.AreEqual(expected, ProjectEvaluation.IsProject(path));

    [TestMethod]
    public void WithoutPropertiesTheManifestStandsBesideTheProject()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("App.csproj"), Plain);
        Assert.AreEqual(
            new EvaluatedProject(folder.File("App.csproj"), folder.File("prune.yaml")),
            Evaluate(folder.File("App.csproj")).Single());
    }

    [TestMethod]
    public void PropertiesAreReadAsMsBuildReadsThem()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("own.props"), "<Project><PropertyGroup><Name>shrink</Name></PropertyGroup></Project>");
        File.WriteAllText(folder.File("App.csproj"), """
            <Project>
              <Import Project="own.props" />
              <PropertyGroup>
                <PruneManifest>config/$(Name).yaml</PruneManifest>
                <PruneDevice>cpu</PruneDevice>
                <PruneSeed>7</PruneSeed>
                <PruneOutputDirectory>made</PruneOutputDirectory>
                <PruneRuntimePath>native</PruneRuntimePath>
              </PropertyGroup>
            </Project>
            """);
        Assert.AreEqual(
            new EvaluatedProject(
                folder.File("App.csproj"), folder.File("config", "shrink.yaml"), folder.File("native"), "cpu", 7, folder.File("made")),
            Evaluate(folder.File("App.csproj")).Single());
    }

    [TestMethod]
    public void ASolutionHasTheProjectsWithManifests()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "One", "Two", "Three" })
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllText(folder.File(name, $"{name}.csproj"), Plain);
        }

        File.WriteAllText(folder.File("Two", "prune.yaml"), "");
        File.WriteAllText(folder.File("All.slnx"), """
            <Solution>
              <Project Path="One/One.csproj" />
              <Project Path="Two/Two.csproj" />
              <Project Path="Three/Three.csproj" />
            </Solution>
            """);
        Assert.AreEqual(folder.File("Two", "prune.yaml"), Evaluate(folder.File("All.slnx")).Single().Manifest);
    }

    [TestMethod]
    public void ABrokenProjectIsTheUsersMistakeAtItsPlace()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("App.csproj"), "<Project>\n  <Import Project=\"gone.props\" />\n</Project>");
        var problem = ProjectEvaluation.Of(folder.File("App.csproj")).Diagnostics.Single();
        Assert.AreEqual("PB1017", problem.Code);
        Assert.AreEqual(2, problem.Location!.Line);
        Assert.AreEqual("PB1017", ProjectEvaluation.Of(folder.File("Gone.csproj")).Diagnostics.Single().Code);
    }

    private static ValueList<EvaluatedProject> Evaluate(string path)
    {
        var result = ProjectEvaluation.Of(path);
        Assert.IsTrue(result.IsOk, string.Join("; ", result.Diagnostics));
        return result.Value;
    }
}
