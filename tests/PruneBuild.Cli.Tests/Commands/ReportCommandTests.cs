namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class ReportCommandTests
{
    [TestMethod]
    public void WritesThePageWithTheLatestBench()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.AreEqual(0, ToolRun.In(project.Path, "bench", "--seconds", "0.1").ExitCode);
        var run = ToolRun.In(project.Path, "report");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual(Path.Combine("obj", "prune", "small", "report.html"), run.Out.Trim());
        StringAssert.Contains(File.ReadAllText(project.PathOf("obj", "prune", "small", "report.html")), "\"bench\":{\"model\":\"small\"");
    }

    [TestMethod]
    public void WithoutARunThereIsNothingToReport()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(project.Path, "report");
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.StartsWith(run.Error, "prune.yaml(3,3): error PB5110: ");
    }
}
