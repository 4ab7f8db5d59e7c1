using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Reporting.Html;

namespace PruneBuild.Engine.Tests.Reporting.Html;

[TestClass]
public sealed class ReportPageTests
{
    private const string Bench = """{"model":"a","source":"s1","artifact":"p1","cases":[]}""";
    private const string Sweep = """{"model":"a","basis":"b1","metric":"accuracy","trials":[]}""";

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
        Assert.AreEqual("PB5110", ReportPage.Write(Entry(), folder.Path).Diagnostics.Single().Code);
        folder.Write("a/bench.json", Bench);
        Assert.AreEqual("PB5110", ReportPage.Write(Entry(), folder.Path).Diagnostics.Single().Code);
        Assert.IsEmpty(ReportPage.Refresh(Entry(), folder.Path), "a bench is no reason for a page");
        folder.Write("a/report.json", Report("s1", "p1", "b1").ToJsonString());
        Assert.AreEqual(Path.Combine(folder.Path, "a", "report.html"), ReportPage.Write(Entry(), folder.Path).Value);
        Assert.IsTrue(File.Exists(Path.Combine(folder.Path, "a", "report.html")));
    }

    [TestMethod]
    [DataRow("", "(1,1): error PB5113: The file is damaged: it is not JSON, or names something twice. 'dotnet prune run a' writes it")]
    [DataRow("{\n  \"model\": ", "(2,12): error PB5113: The file is damaged: it is not JSON, or")]
    [DataRow("[]", ": error PB5113: The file is damaged: it is not an object.")]
    [DataRow("""{"model":"a","model":"b"}""", ": error PB5113: The file is damaged: it is not JSON, or names something twice.")]
    [DataRow("""{"source":{"sha256":"a","sha256":"b"}}""", ": error PB5113: The file is damaged: it is not JSON, or names")]
    [DataRow("""{"model":7}""", ": error PB5113: The file is damaged: it has no 'model' as the tool writes it.")]
    [DataRow("""{"model":"a"}""", ": error PB5113: The file is damaged: it has no 'method' as the tool writes it.")]
    public void ADamagedReportIsToldAndThePageLeftAsItIs(string text, string message)
    {
        using var folder = new TemporaryFolder();
        var report = folder.Write("a/report.json", text);
        folder.Write("a/sweep.json", Sweep);
        var page = folder.Write("a/report.html", "as it was");

        var written = ReportPage.Write(Entry(), folder.Path);

        Assert.IsFalse(written.IsOk);
        StringAssert.StartsWith(written.Diagnostics.Single().ToString(), report + message);
        Assert.AreEqual("as it was", File.ReadAllText(page));
        Assert.AreEqual(
            written.Diagnostics.Single() with { Severity = Severity.Warning }, ReportPage.Refresh(Entry(), folder.Path).Single());
    }

    [TestMethod]
    public void ADamagedBenchOrSweepIsLeftOutWithAWarning()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a/report.json", Report("s1", "p1", "b1").ToJsonString());
        var (bench, sweep) = (folder.Write("a/bench.json", "[]"), folder.Write("a/sweep.json", "{}"));

        var written = ReportPage.Write(Entry(), folder.Path);

        StringAssert.Contains(File.ReadAllText(written.Value!), "\"bench\":null,\"sweep\":null");
        CollectionAssert.AreEqual(
            new[]
            {
                $"{bench}: warning PB5113: The file is damaged: it is not an object. 'dotnet prune bench a' writes it anew.",
                $"{sweep}: warning PB5113: The file is damaged: it has no 'model' as the tool writes it. "
                + "'dotnet prune sweep a' writes it anew.",
            },
            written.Diagnostics.Select(warning => warning.ToString()).ToArray());
    }

    private static ModelEntry Entry() => ManifestReader.Parse(
        "version: 1\nmodels:\n  a:\n    source: a.onnx\n    prune: { method: magnitude, remove: { flops: 50% } }\n",
        "prune.yaml").Value!.Models[0];

    private static JsonObject Report(string source, string artifact, string basis) => new()
    {
        ["model"] = "a", ["method"] = "magnitude", ["shipped"] = "pruned", ["source"] = new JsonObject { ["sha256"] = source },
        ["artifact"] = new JsonObject { ["sha256"] = artifact }, ["basis"] = basis, ["records"] = new JsonObject(),
        ["measured"] = new JsonObject(), ["gates"] = new JsonArray(), ["cut"] = new JsonArray(), ["notes"] = new JsonArray(),
        ["timings"] = new JsonArray(),
    };
}
