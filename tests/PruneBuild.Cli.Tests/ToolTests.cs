using PruneBuild.Cli.Output;

namespace PruneBuild.Cli.Tests;

[TestClass]
public sealed class ToolTests
{
    [TestMethod]
    public async Task MemoryThatIsNotThereIsNoBugOfPruneBuild()
    {
        using var results = new Endless();
        using var error = new StringWriter();

        var code = await Tool.Run(["schema"], new Terminal(results, error, "/", Interactive: false, Colour: false));

        Assert.AreEqual(3, code);
        StringAssert.StartsWith(error.ToString(), "PruneBuild: error PB5104: The work needs more than the ");
    }

    /// <summary>Keeps more than there is room for.</summary>
    private sealed class Endless : StringWriter
    {
        public override void Write(char value) => throw new InsufficientMemoryException();

        public override void Write(string? value) => throw new InsufficientMemoryException();

        public override void WriteLine(string? value) => throw new InsufficientMemoryException();
    }
}
