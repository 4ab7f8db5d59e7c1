using System.Text.Json.Nodes;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed partial class SweepCommandTests
{
    [TestMethod]
    public void TriesEveryMethodAtEveryBudgetAndMarksTheFront()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(
            project.Path, "sweep", "small", "--remove", "flops=25%..75%", "--step", "25%", "--method",
            "osscar,magnitude", "--cache", "cache");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var sweep = SweepOf(project);
        var trials = sweep["trials"]!.AsArray();
        Assert.AreEqual("agreement", (string)sweep["metric"]!);
        CollectionAssert.AreEqual(new[] { 0.25, 0.5, 0.75, 0.25, 0.5, 0.75 }, trials.Select(trial => (double)trial!["removed"]!).ToArray());
        Assert.IsTrue(trials.Any(trial => (bool)trial!["front"]!));
        Assert.HasCount(7, File.ReadAllLines(project.PathOf("obj", "prune", "small", "sweep.csv")));
        Assert.IsFalse(File.Exists(project.LockFile), "a sweep ships nothing");

        // What is measured comes from the cache the second time: to the last digit, times included.
        var text = File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json"));
        ToolRun.In(
            project.Path, "sweep", "small", "--remove", "flops=25%..75%", "--step", "25%", "--method",
            "osscar,magnitude", "--cache", "cache");
        Assert.AreEqual(text, File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json")));
    }

    [TestMethod]
    public void ASweepThatIsStoppedSaysWhichTrialsAreMissing()
    {
        using var project = new SmallProject();
        string[] sweep = ["sweep", "small", "--remove", "flops=25%,50%,75%", "--cache", "none"];
        Assert.AreEqual(0, ToolRun.In(project.Path, sweep).ExitCode);
        Assert.IsTrue((bool)SweepOf(project)["complete"]!);

        var run = ToolRun.StoppedAt("small: osscar 50 % of FLOPs", project.Path, sweep);

        Assert.AreEqual(130, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, "error PB5103: 'dotnet prune sweep' was stopped before its end.");
        var stopped = SweepOf(project);
        Assert.IsFalse((bool)stopped["complete"]!);
        Assert.AreEqual("25 % of FLOPs", (string)stopped["trials"]![0]!["asked"]!);
        Assert.AreEqual("75 % of FLOPs", (string)stopped["pending"]!.AsArray()[^1]!["asked"]!);
        StringAssert.EndsWith(File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.csv")), ",not run\n");
    }

    [TestMethod]
    public void StagesWithoutAMethodAreSweptAsTheyAre()
    {
        using var project = new SmallProject(
            SmallProject.Manifest.Replace("method: osscar", "criterion: { kind: fluctuation }, reconstruct: none"));
        var run = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=50%", "--cache", "none", "--output-dir", "made");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var trial = JsonNode.Parse(File.ReadAllText(project.PathOf("made", "small", "sweep.json")))!["trials"]!.AsArray().Single()!;
        Assert.AreEqual("custom", (string)trial["method"]!);
        Assert.AreEqual(0, project.Run().ExitCode);
        var shipped = JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "report.json")))!;
        Assert.AreEqual((double)shipped["measured"]!["agreement"]!["pruned"]!, (double)trial["value"]!);
    }

    [TestMethod]
    public void MasksAreSweptByTheShareOfZeros()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("method: osscar", "method: wanda")
            .Replace("remove: { flops: 50% }", "remove: { sparsity: 50% }"));
        var run = ToolRun.In(
            project.Path, "sweep", "small", "--remove", "sparsity=25%,2:4,75%", "--method", "magnitude,sparsegpt", "--cache", "none");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var sweep = SweepOf(project);
        var trials = sweep["trials"]!.AsArray();
        Assert.AreEqual("weights", (string)sweep["removes"]!);
        CollectionAssert.AreEqual(
            new[] { "25 % zeros", "2:4 masks", "75 % zeros" }, trials.Take(3).Select(trial => (string)trial!["asked"]!).ToArray());
        foreach (var (trial, share) in trials.Zip([0.25, 0.5, 0.75, 0.25, 0.5, 0.75]))
            Assert.AreEqual(share, (double)trial!["removed"]!, 0.03, trial.ToJsonString());
        Assert.IsTrue(trials.Any(trial => (bool)trial!["front"]!));
        StringAssert.Contains(run.Out, "removes more weights and answers better");

        // The manifest asks for masks: they are what is swept when the command line does not say.
        var own = ToolRun.In(project.Path, "sweep", "small", "--step", "30%", "--cache", "none");
        Assert.AreEqual(0, own.ExitCode, own.Error);
        StringAssert.Contains(own.Out, "wanda  50 % zeros");
        StringAssert.Contains(own.Out, "wanda  80 % zeros");

        var structures = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=50%");
        Assert.AreEqual(2, structures.ExitCode);
        StringAssert.Contains(structures.Error, "PB1900: Method 'wanda' sets single weights to zero");
    }

    [TestMethod]
    public void StepsThatFollowMaskWhatIsLeftAndWhatIsRemovedIsAShareOfFlops()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace(
            "prune: { method: osscar, remove: { flops: 50% } }",
            "prune: [ { method: osscar, remove: { flops: 30% } }, { method: sparsegpt, remove: { sparsity: 50% } } ]"));
        var run = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=25%,75%", "--cache", "none");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var sweep = SweepOf(project);
        Assert.AreEqual("FLOPs", (string)sweep["removes"]!);
        CollectionAssert.AreEqual(new[] { 0.25, 0.75 }, sweep["trials"]!.AsArray().Select(trial => (double)trial!["removed"]!).ToArray());
    }

    [TestMethod]
    public void WhereSomeTrialsFailTheReasonIsAWarning()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(
            project.Path, "sweep", "small", "--remove", "flops=25%,50%", "--method", "osscar,batchnorm-scale", "--cache", "none");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var trial = SweepOf(project)["trials"]!.AsArray()[^1]!;
        StringAssert.Contains(run.Error, $": warning {trial["code"]}: {trial["problem"]}");
    }

    [TestMethod]
    public void WhatARunOfATrialWouldWarnOfIsSaidOnce()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(
            project.Path, "sweep", "small", "--remove", "flops=25%,50%", "--cache", "none", "--format", "json");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var diagnostics = JsonNode.Parse(run.Out)!["diagnostics"]!.AsArray();
        CollectionAssert.AllItemsAreUnique(diagnostics.Select(one => one!.ToJsonString()).ToArray());
        var warning = diagnostics.Single(one => (string)one!["code"]! == "PB4003")!;
        Assert.AreEqual(12, (int)warning["line"]!);
        var text = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=25%,50%", "--cache", "none");
        Assert.HasCount(2, text.Error.Split("warning PB4003"), text.Error);
    }

    [TestMethod]
    public void WhatCannotBeMeasuredIsSaidAndTheCurveShowsWhatWas()
    {
        var manifest = SmallProject.Manifest.Replace("      label: label\n", "")
            .Replace("    gates:\n", "    metric: accuracy\n    gates:\n");
        using var project = new SmallProject(manifest);
        string[] sweep = ["sweep", "small", "--remove", "flops=25%,50%", "--cache", "cache"];
        var run = ToolRun.In(project.Path, sweep);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(2, run.Error.Split("prune.yaml(10,13): warning PB4006: 'metric: accuracy' cannot be shown: "), run.Error);
        StringAssert.StartsWith(run.Out, "small: agreement; ");

        // A gate that came after the trials: their records are found, and it cannot be judged by them.
        project.Write(manifest.Replace("    gates:\n", "    gates:\n      top-5: { min: 0.5 }\n"));
        var gated = ToolRun.In(project.Path, sweep);
        Assert.AreEqual(1, gated.ExitCode, gated.Error);
        Assert.HasCount(2, gated.Error.Split("prune.yaml(12,7): error PB4002: Gate 'top-5' cannot be judged: "), gated.Error);
        StringAssert.Contains(gated.Out, "cannot judge top-5");
    }

    [TestMethod]
    public void ASweepOfNothingButFailuresFails()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("remove: { flops", "keep: nowhere, remove: { flops"));
        var run = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=25%..75%", "--step", "25%", "--cache", "none");
        Assert.AreEqual(3, run.ExitCode, run.Out);
        Assert.AreEqual(1, run.Error.Split("error PB2054").Length - 1, run.Error);
        StringAssert.Contains(run.Error, "prune.yaml(10,");
    }

    [TestMethod]
    public void ARangeOrAMethodThatIsNoneIsAUsageError()
    {
        using var project = new SmallProject();
        var range = ToolRun.In(project.Path, "sweep", "small", "--remove", "flops=80%..20%");
        Assert.AreEqual(2, range.ExitCode);
        StringAssert.Contains(range.Error, "PB1900: '80%..20%' in '--remove flops=80%..20%' is no budget: the smaller share comes first");
        foreach (var distance in new[] { "1e-12", "NaN", "0.01%", "10%%", "101%" })
        {
            var step = ToolRun.In(project.Path, "sweep", "small", "--step", distance);
            Assert.AreEqual(2, step.ExitCode, step.Error);
            StringAssert.Contains(step.Error, $"PB1900: '--step {distance}' is no distance of budgets: it takes a share from 0.1% to 100%");
        }

        var method = ToolRun.In(project.Path, "sweep", "small", "--method", "oscar");
        Assert.AreEqual(2, method.ExitCode);
        StringAssert.Contains(method.Error, "PB1900: There is no method 'oscar'. Did you mean 'osscar'?");
    }

    private static JsonNode SweepOf(SmallProject project) =>
        JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "sweep.json")))!;
}
