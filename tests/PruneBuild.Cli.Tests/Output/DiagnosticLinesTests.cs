using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;

namespace PruneBuild.Cli.Tests.Output;

[TestClass]
public sealed class DiagnosticLinesTests
{
    [TestMethod]
    public void GitHubGetsEscapedWorkflowCommandsOnStandardOutput()
    {
        var (output, error) = Lines(
            OutputFormat.GitHub, new Diagnostic("PB1900", Severity.Error, "50 % of\r\n::error::x", new SourceSpan("a,b:c%.yaml", 3, 4)));
        Assert.AreEqual("::error file=a%2Cb%3Ac%25.yaml,line=3,col=4,title=PB1900::50 %25 of%0D%0A::error::x\n", output);
        Assert.AreEqual("", error);
    }

    [TestMethod]
    public void AWholeFileHasNoLineAndNoFileHasNoPlace()
    {
        Assert.StartsWith(
            "::error file=m.onnx,title=PB2007::",
            Lines(OutputFormat.GitHub, DiagnosticCatalog.ModelMissing.At(new SourceSpan("m.onnx"), "m")).Out);
        Assert.StartsWith("::warning title=PB3051::", Lines(OutputFormat.GitHub, DiagnosticCatalog.RefitGivenUp.At(null, "m")).Out);
    }

    [TestMethod]
    public void TextGoesToStandardErrorOnceEach()
    {
        var tab = DiagnosticCatalog.ManifestTab.At(new SourceSpan("prune.yaml", 2, 1));
        var (output, error) = Lines(OutputFormat.Text, tab, tab);
        Assert.AreEqual("", output);
        Assert.AreEqual($"{tab}\n", error);
    }

    private static (string Out, string Error) Lines(OutputFormat format, params Diagnostic[] diagnostics)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        DiagnosticLines.Write(new Terminal(output, error, ".", false, false), diagnostics, format);
        return (output.ToString().ReplaceLineEndings("\n"), error.ToString().ReplaceLineEndings("\n"));
    }
}
