using System.Text.Json;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Reporting;

namespace PruneBuild.Engine.Tests.Reporting;

[TestClass]
public sealed class DiagnosticJsonTests
{
    private static readonly Diagnostic Placed = new("PB4001", Severity.Error, "Gate 'top1' failed", new SourceSpan("prune.yaml", 14, 7));

    [TestMethod]
    public void WhatIsWrittenIsReadAgain()
    {
        foreach (var diagnostic in new[] { Placed, Placed with { Location = new("m.onnx") },
            Placed with { Location = null, Severity = Severity.Message } })
            Assert.AreEqual(diagnostic, Read(DiagnosticJson.Of(diagnostic).ToJsonString()));
    }

    [TestMethod]
    public void APlaceIsWrittenWhereThereIsOne()
    {
        const string fact = """{"code":"PB4001","severity":"error","message":"Gate \u0027top1\u0027 failed" """;
        Assert.AreEqual(fact.TrimEnd() + ""","file":"prune.yaml","line":14,"column":7}""", DiagnosticJson.Of(Placed).ToJsonString());
        Assert.AreEqual(
            fact.TrimEnd() + ""","file":"m.onnx"}""", DiagnosticJson.Of(Placed with { Location = new("m.onnx") }).ToJsonString());
        Assert.AreEqual(fact.TrimEnd() + "}", DiagnosticJson.Placeless(Placed).ToJsonString());
    }

    [TestMethod]
    public void WhatEarlierVersionsWroteIsRead()
    {
        Assert.AreEqual(
            new Diagnostic("PB3051", Severity.Warning, "m"),
            Read("""{ "code": "PB3051", "severity": "Warning", "message": "m", "file": null, "line": null, "column": null }"""));
        Assert.AreEqual(
            new Diagnostic("PB2007", Severity.Error, "m", new SourceSpan("a")),
            Read("""{ "code": "PB2007", "severity": "Error", "message": "m", "file": "a", "line": 0, "column": 0 }"""));
    }

    [TestMethod]
    [DataRow("""{ "code": "PB3051", "message": "m" }""")]
    [DataRow("""{ "code": "PB3051", "severity": "7", "message": "m" }""")]
    [DataRow("""{ "code": "PB3051", "severity": "error", "message": "m", "file": "a", "line": 1e99 }""")]
    public void WhatIsNoDiagnosticIsRefused(string text) => Assert.ThrowsExactly<FormatException>(() => Read(text));

    private static Diagnostic Read(string text)
    {
        using var document = JsonDocument.Parse(text);
        return DiagnosticJson.Read(document.RootElement);
    }
}
