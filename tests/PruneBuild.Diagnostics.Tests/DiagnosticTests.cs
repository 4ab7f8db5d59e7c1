namespace PruneBuild.Diagnostics.Tests;

[TestClass]
public sealed class DiagnosticTests
{
    private static readonly Diagnostic Finding = new("PB4001", Severity.Error, "Gate 'top1' failed");

    [TestMethod]
    public void TheTextFormIsTheOneThatMSBuildReads() =>
        Assert.AreEqual(
            "prune.yaml(14,7): error PB4001: Gate 'top1' failed", (Finding with { Location = new("prune.yaml", 14, 7) }).ToString());

    [TestMethod]
    public void AWholeFileHasNoLine() =>
        Assert.AreEqual("prune.yaml: error PB4001: Gate 'top1' failed", (Finding with { Location = new("prune.yaml") }).ToString());

    [TestMethod]
    public void WithoutAPlaceTheToolIsNamed() =>
        Assert.AreEqual("PruneBuild: warning PB4001: Gate 'top1' failed", (Finding with { Severity = Severity.Warning }).ToString());

    [TestMethod]
    public void ADescriptorFillsItsMessage()
    {
        var filled = DiagnosticCatalog.ManifestVersion.At(new SourceSpan("prune.yaml", 1, 10), 2, 1);
        Assert.AreEqual("PB1011", filled.Code);
        StringAssert.StartsWith(filled.Message, "This manifest is of version 2; this tool reads version 1.");
    }

    /// <summary>ONNX Runtime and parsers write several lines, and MSBuild reads one.</summary>
    [TestMethod]
    public void AMessageIsOneLineWhateverItsArgumentsAre() =>
        Assert.AreEqual(
            DiagnosticCatalog.RunFailed.At(null, "model", "first second third", "Fourth.").Message,
            DiagnosticCatalog.RunFailed.At(null, "model", "first\r\n\tsecond\n\n third\n", "Fourth.").Message);

    [TestMethod]
    public void AMessageInsideAMessageEndsItsSentenceOnce()
    {
        var inner = DiagnosticCatalog.RunFailed.At(null, "m.onnx", "Got 3, expected 4.", "Check the inputs.");
        StringAssert.EndsWith(inner.Message, ".");
        var outer = DiagnosticCatalog.NoSampleInput.At(null, "m.onnx", inner.Message).Message;
        Assert.DoesNotContain("..", outer);
        StringAssert.Contains(outer, "inputs. Give the model data");
    }

    [TestMethod]
    [DataRow("Because {0}, it stays.", "it is so.", "Because it is so, it stays.")]
    [DataRow("Not read ({0}).", "Denied. ", "Not read (Denied).")]
    [DataRow("'{0}' is gone.", "a folder.", "'a folder.' is gone.")]
    [DataRow("Its last words: {0}", "Killed.", "Its last words: Killed.")]
    [DataRow("Not read: {0}.", "it ends in …", "Not read: it ends in ….")]
    public void OnlyAPeriodThatAnotherMarkFollowsGoes(string format, string argument, string message) =>
        Assert.AreEqual(message, new DiagnosticDescriptor("PB9001", "", format).At(null, argument).Message);
}
