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
        var group = document["groups"]!.AsArray().Single()!;
        Assert.AreEqual(8, (int)group["kept"]!);
        var removed = group["removed"]!.AsArray();
        CollectionAssert.AreEqual(Enumerable.Range(1, 8).ToArray(), removed.Select(unit => (int)unit!["rank"]!).ToArray());
        Assert.HasCount(8, removed.Select(unit => (int)unit!["unit"]!).Distinct().ToArray());
        Assert.IsNotNull(document["met"]!["agreement"]);

        var text = ToolRun.In(project.Path, "explain", "small", (string)group["id"]!);
        Assert.AreEqual(0, text.ExitCode, text.Error);
        StringAssert.Contains(text.Out, "16 → 8, predicted loss ");
        StringAssert.Contains(text.Out, $"       1.  unit {removed[0]!["unit"]}");
        StringAssert.Contains(text.Out, "met in the last run: accuracy ");
    }

    [TestMethod]
    public void ABudgetThatWasSearchedIsTheOneThatTheLastRunFound()
    {
        using var project = new SmallProject(SmallProject.Manifest
            .Replace("remove: { flops: 50% }", "remove: { as-much-as: gates }").Replace("agreement: { min: 0.05 }", "cosine: { min: 0.9 }"));
        var before = ToolRun.In(project.Path, "explain", "small");
        Assert.AreEqual(3, before.ExitCode, before.Out);
        StringAssert.Contains(before.Error, "PB5110");
        Assert.AreEqual(0, project.Run("--output-dir", "made").ExitCode);
        var report = JsonNode.Parse(File.ReadAllText(project.PathOf("made", "small", "report.json")))!;

        var explained = ToolRun.In(project.Path, "explain", "small", "--output-dir", "made", "--format", "json");

        Assert.AreEqual(0, explained.ExitCode, explained.Error);
        var group = JsonNode.Parse(explained.Out)!["groups"]!.AsArray().Single()!;
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
        Assert.DoesNotContain("met in the last run", explained.Out);
    }

    [TestMethod]
    public void AGroupThatLosesNothingIsAUsageErrorThatNamesThoseThatDo()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(project.Path, "explain", "small", "fc7");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, "PB1900: 'small' has no group 'fc7' that loses units. Did you mean 'fc1'?");
    }
}
