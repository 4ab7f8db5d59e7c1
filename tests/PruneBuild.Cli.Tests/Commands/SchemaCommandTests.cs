using System.Text.Json.Nodes;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class SchemaCommandTests
{
    [TestMethod]
    public void PrintsASchemaThatKnowsModels()
    {
        using var folder = new TemporaryFolder();
        var run = ToolRun.In(folder.Path, "schema");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.IsNotNull(JsonNode.Parse(run.Out)!["$defs"]!["model"]!["properties"]!["source"]);
        Assert.AreEqual("", run.Error);
    }

    [TestMethod]
    public void JsonWrapsTheSchemaLikeEveryResult()
    {
        using var folder = new TemporaryFolder();
        var document = JsonNode.Parse(ToolRun.In(folder.Path, "schema", "--format", "json").Out)!;
        Assert.AreEqual(0, (int)document["exitCode"]!);
        Assert.AreEqual("prune.yaml", (string)document["schema"]!["title"]!);
    }
}
