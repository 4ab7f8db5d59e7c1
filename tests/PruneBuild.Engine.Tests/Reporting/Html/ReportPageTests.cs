using System.Text.Json.Nodes;
using PruneBuild.Engine.Reporting.Html;

namespace PruneBuild.Engine.Tests.Reporting.Html;

[TestClass]
public sealed class ReportPageTests
{
    private const string Bench = """{"model":"a","source":"s1","artifact":"p1","cases":[]}""";
    private const string Sweep = """{"model":"a","basis":"b1","trials":[]}""";

    [TestMethod]
    [DataRow("s1", "p1", "b1", true, true)]
    [DataRow("s1", "p2", "b1", false, true, DisplayName = "another budget: the curve has it, the times are not its own")]
    [DataRow("s2", "p1", "b1", false, true, DisplayName = "another original was timed")]
    [DataRow("s2", "p2", "b2", false, false, DisplayName = "another model")]
    public void BenchAndSweepAreShownWhereTheyAreOfTheSameModel(string source, string artifact, string basis, bool bench, bool sweep)
    {
        using var folder = new TemporaryFolder();
        folder.Write("bench.json", Bench);
        folder.Write("sweep.json", Sweep);
        var page = ReportPage.Of(Report(source, artifact, basis), folder.Path);
        StringAssert.Contains(page, bench ? $"\"bench\":{Bench}" : "\"bench\":null");
        StringAssert.Contains(page, sweep ? $"\"sweep\":{Sweep}" : "\"sweep\":null");
    }

    [TestMethod]
    [DataRow("")]
    [DataRow("{")]
    [DataRow("[]")]
    [DataRow("""{ "cases": [] }""")]
    public void WhatIsDamagedOrSaysNotOfWhatItIsIsLeftOut(string text)
    {
        using var folder = new TemporaryFolder();
        folder.Write("bench.json", text);
        folder.Write("sweep.json", text);
        StringAssert.Contains(ReportPage.Of(Report("s1", "p1", "b1"), folder.Path), "\"bench\":null,\"sweep\":null");
    }

    [TestMethod]
    public void WithoutARunOrASweepThereIsNoPage()
    {
        using var folder = new TemporaryFolder();
        Assert.IsNull(ReportPage.Write(folder.Path));
        folder.Write("bench.json", Bench);
        Assert.IsNull(ReportPage.Write(folder.Path));
        folder.Write("report.json", Report("s1", "p1", "b1").ToJsonString());
        Assert.AreEqual(folder.File("report.html"), ReportPage.Write(folder.Path));
        Assert.IsTrue(File.Exists(folder.File("report.html")));
    }

    private static JsonObject Report(string source, string artifact, string basis) => new()
    {
        ["model"] = "a", ["source"] = new JsonObject { ["sha256"] = source },
        ["artifact"] = new JsonObject { ["sha256"] = artifact }, ["basis"] = basis,
    };
}
