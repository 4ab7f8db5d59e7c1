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
    public void ADamagedReportIsAnErrorAndARunMendsIt()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        var (report, page) = (project.PathOf("obj", "prune", "small", "report.json"), Page(project));
        File.WriteAllText(report, File.ReadAllText(report)[..^20]);

        var run = ToolRun.In(project.Path, "report");

        Assert.AreEqual(3, run.ExitCode, run.Error);
        StringAssert.Contains(
            run.Error,
            "error PB5113: The file is damaged: it is not JSON, or names something twice. 'dotnet prune run small' writes it anew.");
        Assert.AreEqual("", run.Out);
        var bench = ToolRun.In(project.Path, "bench", "--seconds", "0.1");
        Assert.AreEqual(0, bench.ExitCode, bench.Error);
        StringAssert.Contains(bench.Error, "warning PB5113: ");
        var sweep = ToolRun.In(project.Path, "sweep", "--remove", "flops=50%", "--cache", "none");
        Assert.AreEqual(0, sweep.ExitCode, sweep.Error);
        StringAssert.Contains(sweep.Error, "warning PB5113: ");
        Assert.AreEqual(page, Page(project), "the page is left as it was");
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.AreEqual(0, ToolRun.In(project.Path, "report").ExitCode);
        StringAssert.Contains(Page(project), "\"bench\":{\"model\":\"small\"");
    }

    [TestMethod]
    public void AReportOfOtherGatesOrOfOtherSettingsIsToldToBe()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.AreEqual("", ToolRun.In(project.Path, "report").Error);

        project.Write(SmallProject.Manifest.Replace("min: 0.05", "min: 0.06"));
        var gates = ToolRun.In(project.Path, "report");
        Assert.AreEqual(0, gates.ExitCode, gates.Error);
        StringAssert.StartsWith(
            gates.Error, "prune.yaml(3,3): warning PB5114: The report of 'small' is not about what the manifest says now: its gates had ");
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.AreEqual("", ToolRun.In(project.Path, "report").Error);

        // A record of which nobody can tell what it was made from.
        File.WriteAllText(project.PathOf("obj", "prune", "small", "record.json"), "{");
        StringAssert.StartsWith(ToolRun.In(project.Path, "report").Error, "prune.yaml(3,3): warning PB5111: ");
    }

    [TestMethod]
    public void ASweepOfOtherSettingsIsToldToBeWhereThereIsNoRun()
    {
        using var project = new SmallProject();
        string[] sweep = ["sweep", "--remove", "flops=50%", "--cache", "none"];
        Assert.AreEqual(0, ToolRun.In(project.Path, sweep).ExitCode);
        Assert.AreEqual("", ToolRun.In(project.Path, "report").Error);
        Assert.AreEqual(0, ToolRun.In(project.Path, [.. sweep, "--seed", "5"]).ExitCode);

        var run = ToolRun.In(project.Path, "report");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.AreEqual(
            "prune.yaml(3,3): warning PB5114: The report of 'small' is not about what the manifest says now: its sweep was made with other "
            + "files or settings. 'dotnet prune sweep small' makes it anew.\n", run.Error);
        Assert.AreEqual("", ToolRun.In(project.Path, "report", "--seed", "5").Error);
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
