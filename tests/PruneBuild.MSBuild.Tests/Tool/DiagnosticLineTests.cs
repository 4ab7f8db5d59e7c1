using PruneBuild.Diagnostics;
using PruneBuild.MSBuild.Tool;

namespace PruneBuild.MSBuild.Tests.Tool;

[TestClass]
public sealed class DiagnosticLineTests
{
    [TestMethod]
    public void TheToolsOwnFormIsRead()
    {
        foreach (var severity in Enum.GetValues<Severity>())
        {
            var said = new Diagnostic(
                "PB4001", severity, "Gate 'top1' failed: 0.5 (of 1): see (a,b)", new SourceSpan("/my: app/prune (1).yaml", 21, 19));
            var read = DiagnosticLine.Parse(said.ToString());
            var word = said.ToString().Split(") ")[^1];
            Assert.IsNotNull(read, word);
            Assert.AreEqual(("/my: app/prune (1).yaml", 21, 19, "PB4001"), (read.File, read.Line, read.Column, read.Code));
            Assert.AreEqual(said.Message, read.Message);
            Assert.AreEqual(severity switch { Severity.Error => "error", Severity.Warning => "warning", _ => "message" }, read.Severity);
        }
    }

    [TestMethod]
    public void AFileWithoutALineHasNone()
    {
        var read = DiagnosticLine.Parse(@"C:\app\m.onnx: warning PB2001: it is odd");
        Assert.AreEqual(new DiagnosticLine(@"C:\app\m.onnx", 0, 0, "warning", "PB2001", "it is odd"), read);
    }

    [TestMethod]
    public void WithoutAFileTheToolIsThePlace() =>
        Assert.AreEqual("PruneBuild", DiagnosticLine.Parse(new Diagnostic("PB9001", Severity.Error, "oh").ToString())!.File);

    [TestMethod]
    [DataRow("sentiment: osscar, 50 % of FLOPs: accuracy 0.911 → 0.905")]
    [DataRow("an error PB4001 that is only spoken of")]
    [DataRow("x: error CS0001: not ours")]
    [DataRow("")]
    public void OtherLinesAreNone(string line) => Assert.IsNull(DiagnosticLine.Parse(line));
}
