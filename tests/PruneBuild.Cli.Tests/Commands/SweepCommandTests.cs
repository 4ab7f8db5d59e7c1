using System.Text.Json.Nodes;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed partial class SweepCommandTests
{
    [TestMethod]
    public void TriesEveryMethodAtEveryBudgetAndMarksTheFront()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=25%..75%", "--step", "25%", "--method", "osscar,magnitude", "--cache", "cache");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var sweep = JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json")))!;
        var trials = sweep["trials"]!.AsArray();
        Assert.AreEqual("agreement", (string)sweep["metric"]!);
        CollectionAssert.AreEqual(new[] { 0.25, 0.5, 0.75, 0.25, 0.5, 0.75 }, trials.Select(trial => (double)trial!["removed"]!).ToArray());
        Assert.IsTrue(trials.Any(trial => (bool)trial!["front"]!));
        Assert.HasCount(7, File.ReadAllLines(project.PathOf("obj", "prune", "small", "sweep.csv")));
        Assert.IsFalse(File.Exists(project.LockFile), "a sweep ships nothing");

        // What is measured comes from the cache the second time: to the last digit, times included.
        var text = File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json"));
        ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=25%..75%", "--step", "25%", "--method", "osscar,magnitude", "--cache", "cache");
        Assert.AreEqual(text, File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json")));
    }

    [TestMethod]
    public void StagesWithoutAMethodAreSweptAsTheyAre()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("method: osscar", "criterion: { kind: fluctuation }, reconstruct: none"));
        var run = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=50%", "--cache", "none", "--output-dir", "made");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var trial = JsonNode.Parse(File.ReadAllText(project.PathOf("made", "small", "sweep.json")))!["trials"]!.AsArray().Single()!;
        Assert.AreEqual("custom", (string)trial["method"]!);
        Assert.AreEqual(0, project.Run().ExitCode);
        var shipped = JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "report.json")))!;
        Assert.AreEqual((double)shipped["measured"]!["agreement"]!["pruned"]!, (double)trial["value"]!);
    }

    [TestMethod]
    public void ARangeOrAMethodThatIsNoneIsAUsageError()
    {
        using var project = new SmallProject();
        var range = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=80%..20%");
        Assert.AreEqual(2, range.ExitCode);
        StringAssert.Contains(range.Error, "PB1900: 'flops=80%..20%'");
        var method = ToolRun.In(project.Path, "sweep", "small", "--method", "oscar");
        Assert.AreEqual(2, method.ExitCode);
        StringAssert.Contains(method.Error, "PB1900: There is no method 'oscar'. Did you mean 'osscar'?");
    }
}
