using System.Text.Json.Nodes;
using PruneBuild.Diagnostics;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class CodesCommandTests
{
    [TestMethod]
    public void ListsEveryCodeOnce()
    {
        var run = Run();
        var codes = run.Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line[..6]).ToList();
        Assert.AreEqual(0, run.ExitCode);
        CollectionAssert.AreEqual(CodePages.Codes.ToList(), codes);
    }

    [TestMethod]
    [DataRow("PB4001")]
    [DataRow("pb4001")]
    public void ExplainsACodeInAnyCase(string code)
    {
        var run = Run(code);
        Assert.AreEqual(0, run.ExitCode);
        StringAssert.StartsWith(run.Out, "# PB4001");
        StringAssert.Contains(run.Out, "## Ways out");
    }

    [TestMethod]
    public void JsonCarriesThePage()
    {
        var document = JsonNode.Parse(Run("PB4001", "--format", "json").Out)!;
        Assert.AreEqual("PB4001", (string)document["code"]!);
        StringAssert.Contains((string)document["page"]!, "## Cause");
    }

    [TestMethod]
    public void AnUnknownCodeIsAUsageErrorThatNamesTheNearest()
    {
        var run = Run("PB4101x");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.StartsWith(run.Error, "PruneBuild: error PB1900: 'PB4101x' is no code of PruneBuild. Did you mean 'PB4101'?");
        Assert.AreEqual("", run.Out);
    }

    private static ToolRun Run(params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        return ToolRun.In(folder.Path, ["codes", .. arguments]);
    }
}
