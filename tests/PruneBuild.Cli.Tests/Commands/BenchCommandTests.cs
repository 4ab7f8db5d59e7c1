using System.Text.Json.Nodes;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class BenchCommandTests
{
    [TestMethod]
    public void TimesOneRecordAndABatchAndKeepsEveryRun()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        var run = ToolRun.In(project.Path, "bench", "small", "--seconds", "0.1", "--threads", "1");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        StringAssert.StartsWith(lines[0], "small on cpu");
        StringAssert.EndsWith(lines[0], ", 1 thread");
        StringAssert.StartsWith(lines[1], "  1 record ");
        StringAssert.StartsWith(lines[2], "  28 records ");
        var cases = JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "bench.json")))!["cases"]!.AsArray();
        Assert.HasCount(2, cases);
        var (original, pruned) = (cases[0]!["original"]!["milliseconds"]!.AsArray(), cases[0]!["pruned"]!["milliseconds"]!.AsArray());
        Assert.IsGreaterThanOrEqualTo(15, original.Count);
        Assert.AreEqual(original.Count, pruned.Count, "runs are interleaved");
    }

    [TestMethod]
    public void TheManifestSaysHowItIsTimedAndTheCommandLineOverrulesIt()
    {
        using var project = new SmallProject(SmallProject.Manifest + "    bench: { records: [1, 3], threads: 1, seconds: 0.1 }\n");
        Assert.AreEqual(0, project.Run().ExitCode);
        var before = project.Snapshot();

        var run = ToolRun.In(project.Path, "bench");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var lines = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        StringAssert.EndsWith(lines[0], ", 1 thread");
        StringAssert.StartsWith(lines[1], "  1 record ");
        StringAssert.StartsWith(lines[2], "  3 records ");
        Assert.HasCount(3, lines);
        Assert.AreNotEqual(before, project.Snapshot());

        StringAssert.EndsWith(ToolRun.In(project.Path, "bench", "--threads", "2").Out.Split('\n')[0], ", 2 threads");
        // How a model is timed changes nothing of what is pruned.
        project.Write(SmallProject.Manifest);
        Assert.AreEqual(0, project.Run("--locked").ExitCode);
    }

    [TestMethod]
    public void WhatWasTimedBeforeAStopIsKept()
    {
        using var project = new SmallProject(SmallProject.TwoModels);
        Assert.AreEqual(0, project.Run().ExitCode);

        var run = ToolRun.StoppedAt("other: timing", project.Path, "bench", "--seconds", "0.1", "--format", "json");

        Assert.AreEqual(130, run.ExitCode, run.Error);
        var answer = JsonNode.Parse(run.Out)!;
        Assert.AreEqual("small", (string)answer["benches"]!.AsArray().Single()!["model"]!);
        var stopped = answer["diagnostics"]!.AsArray().Single(one => (string)one!["code"]! == "PB5103")!;
        Assert.AreEqual(
            "'dotnet prune bench' was stopped before its end. Times of 'small' are in bench.json. "
            + "To time the rest, name only those.",
            (string)stopped["message"]!);
        Assert.IsTrue(File.Exists(project.PathOf("obj", "prune", "small", "bench.json")));
        Assert.IsFalse(File.Exists(project.PathOf("obj", "prune", "other", "bench.json")));
    }

    [TestMethod]
    [DataRow("bench.json")]
    [DataRow("report.html")]
    public void APlaceThatCannotBeWrittenIsToldBeforeAnythingIsTimed(string file)
    {
        using var project = new SmallProject(SmallProject.TwoModels);
        Assert.AreEqual(0, project.Run().ExitCode);
        var place = project.PathOf("obj", "prune", "other", file);
        File.Delete(place);
        Directory.CreateDirectory(place);

        var run = ToolRun.In(project.Path, "bench", "--seconds", "0.1");

        Assert.AreEqual(3, run.ExitCode, run.Error);
        StringAssert.Contains(run.Error, $"error PB5100: IOException: '{place}' is a folder");
        Assert.DoesNotContain("timing", run.Error);
        Assert.IsFalse(File.Exists(project.PathOf("obj", "prune", "small", "bench.json")));
    }

    [TestMethod]
    public void AModelOfAnEarlierManifestIsTimedAndSaidToBe()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        Assert.DoesNotContain("PB5111", ToolRun.In(project.Path, "report").Error);
        project.Write(SmallProject.Manifest.Replace("flops: 50%", "flops: 25%"));

        var bench = ToolRun.In(project.Path, "bench", "--seconds", "0.1");

        Assert.AreEqual(0, bench.ExitCode, bench.Error);
        StringAssert.Contains(bench.Error, "prune.yaml(3,3): warning PB5111: The pruned model of 'small'");
        StringAssert.Contains(ToolRun.In(project.Path, "report").Error, "warning PB5111");
    }

    [TestMethod]
    public void APrunedModelThatIsGoneIsToBeMadeAgain()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        File.Delete(project.Artifact);

        StringAssert.Contains(ToolRun.In(project.Path, "bench").Error, "prune.yaml(3,3): error PB5110: ");
    }

    [TestMethod]
    public void WithoutAPrunedModelThereIsNothingToTime()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(project.Path, "bench");
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.StartsWith(run.Error.Split('\n').First(line => line.Contains("PB5110")), "prune.yaml(3,3): error PB5110: ");
    }
}
