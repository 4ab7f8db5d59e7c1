namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class ReportCommandTests
{
    [TestMethod]
    public void BenchAndSweepPutTheirNumbersOnThePage()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=50%", "--cache", "none").ExitCode);
        StringAssert.Contains(Page(project), "\"report\":null,\"bench\":null,\"sweep\":{\"model\":\"small\"", "a sweep needs no run");
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.AreEqual(0, ToolRun.In(project.Path, "bench", "--seconds", "0.1").ExitCode);
        StringAssert.Contains(Page(project), "\"bench\":{\"model\":\"small\"");
        StringAssert.Contains(Page(project), "\"sweep\":{\"model\":\"small\"");
    }

    [TestMethod]
    public void ABrowserThatIsMissingTakesNothingFromTheReport()
    {
        var warning = PruneBuild.Cli.Commands.ReportCommand.NotShown("report.html", "No such file or directory");
        Assert.AreEqual(
            "report.html: warning PB5112: The report was written and could not be opened: No such file or directory. "
            + "Open the file in a browser.", warning.ToString());
    }

    [TestMethod]
    public void WritesThePageWithTheLatestBench()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.AreEqual(0, ToolRun.In(project.Path, "bench", "--seconds", "0.1").ExitCode);
        File.Delete(project.PathOf("obj", "prune", "small", "report.html"));
        var run = ToolRun.In(project.Path, "report");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual(Path.Combine("obj", "prune", "small", "report.html"), run.Out.Trim());
        StringAssert.Contains(Page(project), "\"bench\":{\"model\":\"small\"");
    }

    [TestMethod]
    public void ABenchIsShownWithTheModelThatItTimedAndWithNoOther()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.AreEqual(0, ToolRun.In(project.Path, "bench", "--seconds", "0.1").ExitCode);
        project.Write(SmallProject.Manifest.Replace("50%", "25%"));
        Assert.AreEqual(0, project.Run().ExitCode);
        StringAssert.Contains(Page(project), "\"bench\":null");
        Assert.AreEqual(0, ToolRun.In(project.Path, "report").ExitCode);
        StringAssert.Contains(Page(project), "\"bench\":null");

        project.Write(SmallProject.Manifest);
        Assert.AreEqual(0, project.Run().ExitCode);
        StringAssert.Contains(Page(project), "\"bench\":{\"model\":\"small\"", "it is the model of the bench again");
    }

    [TestMethod]
    public void ASweepIsShownWithAnyMethodAndBudgetUntilDataChange()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=50%", "--cache", "none").ExitCode);
        project.Write(SmallProject.Manifest.Replace("osscar, remove: { flops: 50% }", "magnitude, remove: { flops: 25% }"));
        Assert.AreEqual(0, project.Run().ExitCode);
        StringAssert.Contains(Page(project), "\"sweep\":{\"model\":\"small\"");

        File.AppendAllText(project.PathOf("data.csv"), "1,1,1,1,1,1,1,1,0\n");
        Assert.AreEqual(0, project.Run().ExitCode);
        StringAssert.Contains(Page(project), "\"sweep\":null");
    }

    [TestMethod]
    public void WithoutARunThereIsNothingToReport()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(project.Path, "report");
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.StartsWith(run.Error, "prune.yaml(3,3): error PB5110: ");
    }

    private static string Page(SmallProject project) => File.ReadAllText(project.PathOf("obj", "prune", "small", "report.html"));
}
