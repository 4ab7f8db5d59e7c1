namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class ModelWorkTests
{
    private const string Warning = "warning PB5102: The ONNX Runtime in ";

    [TestMethod]
    [DataRow("plan")]
    [DataRow("check")]
    [DataRow("check", "--measure")]
    [DataRow("explain")]
    [DataRow("report")]
    [DataRow("bench", "--seconds", "0.1")]
    [DataRow("sweep", "--remove", "flops=50%", "--cache", "none")]
    public void EveryCommandWarnsOfAnAppRuntimeThatDoesNotFit(params string[] arguments)
    {
        using var project = WithUnfitRuntime();
        Assert.AreEqual(0, project.Run("--manifest", "App.csproj").ExitCode);
        var run = ToolRun.In(project.Path, [.. arguments, "--manifest", "App.csproj"]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, Warning);
    }

    [TestMethod]
    public void AWarningStandsBesideTheErrorOfWorkThatFailed()
    {
        using var project = WithUnfitRuntime();
        var run = ToolRun.In(project.Path, "bench", "--manifest", "App.csproj");
        Assert.AreEqual(3, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, Warning);
        StringAssert.Contains(run.Error, "error PB5110: ");
    }

    [TestMethod]
    [DataRow("check", "--measure")]
    [DataRow("explain")]
    [DataRow("report")]
    [DataRow("bench", "--seconds", "0.1")]
    public void EveryCommandFindsWhatAProjectsBuildsPutElsewhere(params string[] arguments)
    {
        using var project = new SmallProject();
        File.WriteAllText(
            project.PathOf("App.csproj"),
            "<Project><PropertyGroup><PruneOutputDirectory>made/here</PruneOutputDirectory></PropertyGroup></Project>");
        Assert.AreEqual(0, project.Run("--manifest", "App.csproj").ExitCode);
        Assert.IsTrue(Directory.Exists(project.PathOf("made/here")));
        Assert.IsFalse(Directory.Exists(project.PathOf("obj")));
        var run = ToolRun.In(project.Path, [.. arguments, "--manifest", "App.csproj"]);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.IsFalse(Directory.Exists(project.PathOf("obj")));
    }

    private static SmallProject WithUnfitRuntime()
    {
        var project = new SmallProject();
        File.WriteAllText(
            project.PathOf("App.csproj"), "<Project><PropertyGroup><PruneRuntimePath>.</PruneRuntimePath></PropertyGroup></Project>");
        return project;
    }
}
