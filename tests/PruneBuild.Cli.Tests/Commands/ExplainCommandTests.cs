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
    public void AGroupThatLosesNothingIsAUsageErrorThatNamesThoseThatDo()
    {
        using var project = new SmallProject();
        var run = ToolRun.In(project.Path, "explain", "small", "fc7");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, "PB1900: 'small' has no group 'fc7' that loses units. Did you mean 'fc1'?");
    }
}
