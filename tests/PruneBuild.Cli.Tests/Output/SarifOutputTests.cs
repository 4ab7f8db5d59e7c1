using System.Text.Json.Nodes;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Tests.Output;

[TestClass]
public sealed class SarifOutputTests
{
    [TestMethod]
    public void EachDiagnosticIsAResultAtItsPlaceWithARuleThatExplainsIt()
    {
        var gate = DiagnosticCatalog.GateFailed.At(new SourceSpan("app folder/prune.yaml", 14, 7), "accuracy", "0.8 is below 0.9", "Ask for less");
        var run = Run(gate, gate, DiagnosticCatalog.RefitGivenUp.At(null, "layer 3"));
        var results = run["results"]!.AsArray();
        Assert.HasCount(2, results, "the same diagnostic twice is one result");
        Assert.AreEqual("error", (string)results[0]!["level"]!);
        Assert.AreEqual("warning", (string)results[1]!["level"]!);
        var place = results[0]!["locations"]![0]!["physicalLocation"]!;
        Assert.AreEqual("app%20folder/prune.yaml", (string)place["artifactLocation"]!["uri"]!);
        Assert.AreEqual(14, (int)place["region"]!["startLine"]!);
        Assert.AreEqual(7, (int)place["region"]!["startColumn"]!);
        Assert.IsNull(results[1]!["locations"]);
        var rules = run["tool"]!["driver"]!["rules"]!.AsArray();
        CollectionAssert.AreEqual(new[] { "PB3051", "PB4001" }, rules.Select(rule => (string)rule!["id"]!).ToArray());
        Assert.AreEqual("Gate failed", (string)rules[1]!["shortDescription"]!["text"]!);
        StringAssert.Contains((string)rules[1]!["help"]!["markdown"]!, "## Ways out");
    }

    [TestMethod]
    public void RuleIndicesPointAtTheRules()
    {
        var run = Run(DiagnosticCatalog.Usage.At(null, "b"), DiagnosticCatalog.ManifestTab.At(new SourceSpan("prune.yaml", 2, 1)));
        foreach (var result in run["results"]!.AsArray())
            Assert.AreEqual((string)result!["ruleId"]!, (string)run["tool"]!["driver"]!["rules"]![(int)result["ruleIndex"]!]!["id"]!);
    }

    [TestMethod]
    public void NothingToSayIsAnEmptyLog() => Assert.HasCount(0, Run()["results"]!.AsArray());

    private static JsonNode Run(params Diagnostic[] diagnostics)
    {
        using var writer = new StringWriter();
        SarifOutput.Write(writer, diagnostics);
        var log = JsonNode.Parse(writer.ToString())!;
        Assert.AreEqual("2.1.0", (string)log["version"]!);
        return log["runs"]![0]!;
    }
}
