using System.Text.Json.Nodes;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class ExplainCommandTests
{
    [TestMethod]
    public void SaysInWhichOrderUnitsWentAndWhatTheLastRunMet()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        var document = JsonNode.Parse(ToolRun.In(project.Path, "explain", "small", "--format", "json").Out)!;
        var group = document["steps"]!.AsArray().Single()!["groups"]!.AsArray().Single()!;
        Assert.AreEqual(8, (int)group["kept"]!);
        var removed = group["removed"]!.AsArray();
        CollectionAssert.AreEqual(Enumerable.Range(1, 8).ToArray(), removed.Select(unit => (int)unit!["rank"]!).ToArray());
        Assert.HasCount(8, removed.Select(unit => (int)unit!["unit"]!).Distinct().ToArray());
        Assert.IsNotNull(document["met"]!["agreement"]);

        var text = ToolRun.In(project.Path, "explain", "small", (string)group["id"]!);
        Assert.AreEqual(0, text.ExitCode, text.Error);
        StringAssert.Contains(text.Out, "50 % of FLOPs; losses are those of criterion 'osscar'");
        StringAssert.Contains(text.Out, "16 → 8, predicted loss ");
        StringAssert.Contains(text.Out, ", the next smaller size would add ", "which need not be one unit smaller");
        StringAssert.Contains(text.Out, $"       1.  unit {removed[0]!["unit"]}");
        StringAssert.Contains(text.Out, "measured in the last run: accuracy ");
    }

    [TestMethod]
    public void AWarningOfMasksHasThePlaceThatARunGives()
    {
        using var project = new SmallProject(
            SmallProject.Manifest.Replace("calibration: { file: data.csv }", "calibration: { file: data.csv, take: 5 }").Replace(
                "method: osscar, remove: { flops: 50% }", "method: sparsegpt, only: [ \"*\" ], remove: { sparsity: 50% }"));
        var (run, explained) = (project.Run(), ToolRun.In(project.Path, "explain", "small"));

        var warning = run.Error.Split('\n').Single(line => line.Contains("warning PB3061", StringComparison.Ordinal));
        StringAssert.StartsWith(warning, "prune.yaml(10,");
        StringAssert.Contains(explained.Error, warning);
    }

    [TestMethod]
    public void HelpNamesACommandThatPrintsWholeIds() => StringAssert.Contains(
        string.Join(' ', ToolRun.In(".", "explain", "--help").Out.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)),
        "by its id as plan prints it");

    /// <summary>The run's record tells; without it the steps are gone through again, and the same comes out.</summary>
    [TestMethod]
    [DataRow("kprune")]
    [DataRow("osscar")]
    public void WhatARunCutGroupByGroupIsExplainedAndNotThePlan(string method)
    {
        using var project = new SmallProject(
            SmallProject.Manifest.Replace("method: osscar, remove: { flops: 50% }", $"method: {method}, remove: {{ flops: 40% }}"),
            SampleModels.Branches);
        var plan = JsonNode.Parse(ToolRun.In(project.Path, "plan", "--format", "json").Out)!["models"]![0]!;
        var afresh = Explained();
        Assert.AreEqual(0, project.Run().ExitCode);
        var cut = JsonNode.Parse(File.ReadAllText(project.PathOf("obj", "prune", "small", "plan.json")))!["groups"]!.AsArray();

        Assert.AreEqual(method == "kprune" ? "budget" : "counts", (string)plan["settled"]!);
        foreach (var (explained, from) in new[] { (afresh, "no run"), (Explained(), "the record") })
        {
            Assert.HasCount(cut.Count, explained, from);
            foreach (var (group, told) in cut.Zip(explained))
            {
                var kept = group!["kept"]!.AsArray().Select(unit => (int)unit!).ToArray();
                var gone = told!["removed"]!.AsArray().Select(unit => (int)unit!["unit"]!).Order().ToArray();
                Assert.AreEqual((string)group["group"]!, (string)told["id"]!, from);
                CollectionAssert.AreEqual(Enumerable.Range(0, (int)group["units"]!).Except(kept).ToArray(), gone, from);
                Assert.IsTrue(told["removed"]!.AsArray().All(unit => unit!["loss"] is not null), $"every unit has its reason, {from}");
            }
        }

        JsonArray Explained()
        {
            var run = ToolRun.In(project.Path, "explain", "small", "--format", "json");
            Assert.AreEqual(0, run.ExitCode, run.Error);
            return JsonNode.Parse(run.Out)!["steps"]!.AsArray().Single()!["groups"]!.AsArray();
        }
    }

    [TestMethod]
    public void ABudgetThatWasSearchedIsTheOneThatTheLastRunFound()
    {
        using var project = new SmallProject(SmallProject.Manifest
            .Replace("remove: { flops: 50% }", "remove: { as-much-as: gates }")
            .Replace("agreement: { min: 0.05 }", "cosine: { min: 0.9 }"));
        var before = ToolRun.In(project.Path, "explain", "small");
        Assert.AreEqual(3, before.ExitCode, before.Out);
        StringAssert.Contains(before.Error, "PB5110");
        Assert.AreEqual(0, project.Run("--output-dir", "made").ExitCode);
        var report = JsonNode.Parse(File.ReadAllText(project.PathOf("made", "small", "report.json")))!;

        var explained = ToolRun.In(project.Path, "explain", "small", "--output-dir", "made", "--format", "json");

        Assert.AreEqual(0, explained.ExitCode, explained.Error);
        var group = JsonNode.Parse(explained.Out)!["steps"]![0]!["groups"]!.AsArray().Single()!;
        Assert.AreEqual((int)report["cut"]![0]!["kept"]!, (int)group["kept"]!);
    }

    [TestMethod]
    public void WhatARunOfOtherSettingsMetIsNotShown()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run().ExitCode);
        project.Write(SmallProject.Manifest.Replace("50%", "25%"));
        var explained = ToolRun.In(project.Path, "explain", "small");
        Assert.AreEqual(0, explained.ExitCode, explained.Error);
        Assert.DoesNotContain("measured in the last run", explained.Out);
    }

    [TestMethod]
    public void AGroupThatLosesNothingIsAUsageErrorThatNamesThoseThatDo()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(project.Path, "explain", "small", "fc7");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, "PB1900: 'small' has no group or weight 'fc7' that loses anything. Did you mean 'fc1'?");
    }

    [TestMethod]
    public void OfMasksThatWereTriedTheWinnersAreExplained()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace(
            "prune: { method: osscar, remove: { flops: 50% } }", "prune: { method: best, only: [ fc2 ], remove: { sparsity: 50% } }"));
        var run = ToolRun.In(project.Path, "explain", "small", "--format", "json");

        Assert.AreEqual(0, run.ExitCode, run.Error);
        var weight = JsonNode.Parse(run.Out)!["steps"]!.AsArray().Single()!["weights"]!.AsArray().Single()!;
        Assert.AreEqual((int)weight["elements"]! / 2, (int)weight["zeros"]!);
        Assert.IsGreaterThan(0, (double)weight["loss"]!);
    }

    [TestMethod]
    public void LaterStepsAreExplainedOnWhatTheStepsBeforeThemLeft()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace(
            "prune: { method: osscar, remove: { flops: 50% } }",
            "prune: [ { method: osscar, remove: { flops: 50% } }, { method: wanda, only: [ fc2 ], remove: { sparsity: 50% } }, "
            + "{ recover: { kind: perp, train: [ biases ], steps: 5 } } ]"));
        var run = ToolRun.In(project.Path, "explain", "small", "--format", "json");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        var steps = JsonNode.Parse(run.Out)!["steps"]!.AsArray();
        Assert.HasCount(2, steps, "recovery removes nothing");
        Assert.AreEqual(8, (int)steps[0]!["groups"]![0]!["kept"]!);
        var weight = steps[1]!["weights"]!.AsArray().Single()!;
        Assert.AreEqual(8, (int)weight["inputs"]!["count"]!, "of sixteen units eight are left to be masked");
        Assert.AreEqual((int)weight["elements"]! / 2, (int)weight["zeros"]!);
        Assert.AreEqual("|w|·‖x‖", (string)weight["score"]!["of"]!);
        Assert.IsGreaterThan(0, (double)weight["loss"]!, "Wanda itself does not measure it");

        var text = ToolRun.In(project.Path, "explain", "small");
        StringAssert.Contains(text.Out, "small: osscar, 50 % of FLOPs");
        StringAssert.Contains(text.Out, "small: wanda, 50 % zeros");
        StringAssert.Contains(text.Out, "50 % zero, predicted loss ");
        var detail = ToolRun.In(project.Path, "explain", "small", (string)weight["id"]!);
        Assert.AreEqual(0, detail.ExitCode, detail.Error);
        Assert.DoesNotContain("osscar", detail.Out);
        StringAssert.Contains(detail.Out, "|w|·‖x‖ of what went up to ");
    }

    [TestMethod]
    public void AMethodThatGivesNoReasonsIsStillExplained()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("method: osscar", "method: best"));
        var run = ToolRun.In(project.Path, "explain", "small");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, "16 → 8, predicted loss ");
    }
}
