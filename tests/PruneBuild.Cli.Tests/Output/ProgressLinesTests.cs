using PruneBuild.Cli.Output;
using PruneBuild.Engine.Pruning;

namespace PruneBuild.Cli.Tests.Output;

[TestClass]
public sealed class ProgressLinesTests
{
    [TestMethod]
    [DataRow(24, "model: cutting and refit", "model: cutting and 50 %")]
    [DataRow(80, "model: cutting and refitting", "model: cutting and refitting 50 %")]
    [DataRow(3, "mo", " 50 %")]
    public void ALineThatIsDrawnOverFitsTheTerminal(int columns, string begun, string drawn)
    {
        var said = Draw(columns).Split("\r\u001b[K");
        Assert.AreEqual(begun[..Math.Min(begun.Length, columns - 1)], said[0]);
        Assert.AreEqual(drawn, said[1]);
        Assert.AreEqual($"model: cutting and refitting{Environment.NewLine}", said[2]);
    }

    private static string Draw(int columns)
    {
        using var error = new StringWriter();
        var terminal = new Terminal(TextWriter.Null, error, "/", Interactive: true, Colour: false) { Columns = () => columns };
        var lines = ProgressLines.Of(Invocation.Of(Tool.Root(terminal, ["check"]).Parse(["check"]), terminal, default))!;
        lines.Report(new Stage("model: cutting and refitting"));
        Thread.Sleep(150);
        lines.Report(new Stage("model: cutting and refitting", 0.5));
        lines.End();
        return error.ToString();
    }
}
