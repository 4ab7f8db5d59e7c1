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
        var gate = DiagnosticCatalog.GateFailed.At(
            new SourceSpan("app folder/prune.yaml", 14, 7), "accuracy", "0.8 is below 0.9", "Ask for less");
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

    [TestMethod]
    public void ALogKeepsTheRulesOfTheStandard()
    {
        Diagnostic[] every =
        [
            .. CodePages.Descriptors.Select((descriptor, i) => new Diagnostic(
                descriptor.Code, (Severity)(i % 3), $"{descriptor.Title} \u0001\"<>",
                i % 4 == 0 ? null : new SourceSpan(i % 4 == 1 ? "/äö ü/prune.yaml" : "a b/#1%.yaml", i % 5, i % 7))),
        ];
        Assert.AreEqual("", string.Join("; ", SarifRules.Violations(Log(every))));
        Assert.AreEqual("", string.Join("; ", SarifRules.Violations(Log())));
    }

    /// <summary>Rules that let everything pass would show nothing.</summary>
    [TestMethod]
    [DataRow("\"version\": \"2.1.0\"", "\"version\": \"2.1\"", "$.version is no 2.1.0")]
    [DataRow("\"driver\"", "\"drivers\"", "$.runs[0].tool.drivers is unknown; $.runs[0].tool.driver is missing")]
    [DataRow("\"error\"", "\"fatal\"", "$.runs[0].results[0].level is no none|note|warning|error")]
    [DataRow("\"startLine\": 14", "\"startLine\": 0", "$.runs[0].results[0].locations[0].physicalLocation.region.startLine is no position")]
    public void TheRulesOfTheStandardCatchWhatIsWrong(string right, string wrong, string violation)
    {
        var log = Log(DiagnosticCatalog.GateFailed.At(new SourceSpan("prune.yaml", 14, 7), "accuracy", "0.8 is below 0.9", "Ask for less"))
            .ToJsonString(new() { WriteIndented = true });
        Assert.Contains(right, log);
        Assert.AreEqual(violation, string.Join("; ", SarifRules.Violations(JsonNode.Parse(log.Replace(right, wrong)))));
    }

    private static JsonNode Log(params Diagnostic[] diagnostics)
    {
        using var writer = new StringWriter();
        SarifOutput.Write(writer, diagnostics);
        return JsonNode.Parse(writer.ToString())!;
    }

    private static JsonNode Run(params Diagnostic[] diagnostics)
    {
        var log = Log(diagnostics);
        Assert.AreEqual("2.1.0", (string)log["version"]!);
        return log["runs"]![0]!;
    }
}
