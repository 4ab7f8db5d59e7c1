using System.Text.Json.Nodes;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class InspectCommandTests
{
    [TestMethod]
    public void ShowsGroupsWithTheirSharesAndRefusalsWithTheirReasons()
    {
        using var folder = new TemporaryFolder();
        SampleModels.Write(folder, SampleModels.Perceptron);
        var run = ToolRun.In(folder.Path, "inspect", "model.onnx");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        GoldenFile.Matches(run.Out, "perceptron");
    }

    [TestMethod]
    public void BranchesThatCanBeDroppedAreListedToo()
    {
        using var folder = new TemporaryFolder();
        SampleModels.Write(folder, SampleModels.Residual);
        var run = ToolRun.In(folder.Path, "inspect", "model.onnx");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, "1 layer");
        StringAssert.Contains(run.Out, "16 neurons");
    }

    [TestMethod]
    public void JsonHasEveryModelThatWasAskedFor()
    {
        using var folder = new TemporaryFolder();
        SampleModels.Write(folder, SampleModels.Perceptron, "a.onnx");
        SampleModels.Write(folder, SampleModels.Perceptron, "b.onnx");
        var models = JsonNode.Parse(ToolRun.In(folder.Path, "inspect", "a.onnx", "b.onnx", "--format", "json").Out)!["models"]!.AsArray();
        CollectionAssert.AreEqual(new[] { "a.onnx", "b.onnx" }, models.Select(model => (string)model!["model"]!).ToArray());
        Assert.AreEqual(16, (int)models[0]!["groups"]![0]!["units"]!);
        Assert.AreEqual("neurons", (string)models[0]!["groups"]![0]!["kind"]!);
    }

    [TestMethod]
    public void ColoursOnlyWhereTheyAreWanted()
    {
        using var folder = new TemporaryFolder();
        SampleModels.Write(folder, SampleModels.Perceptron);
        StringAssert.Contains(ToolRun.In(folder.Path, colour: true, "inspect", "model.onnx").Out, "\u001b[1mmodel.onnx\u001b[0m");
        Assert.DoesNotContain("\u001b", ToolRun.In(folder.Path, "inspect", "model.onnx").Out);
    }

    [TestMethod]
    public void AMissingModelIsAnErrorAndTheOthersAreShown()
    {
        using var folder = new TemporaryFolder();
        SampleModels.Write(folder, SampleModels.Perceptron);
        var run = ToolRun.In(folder.Path, "inspect", "gone.onnx", "model.onnx");
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.StartsWith(run.Error, "gone.onnx: error PB2007: ");
        StringAssert.Contains(run.Out, "16 neurons");
    }

    [TestMethod]
    public void ATruncatedModelIsAnErrorAtItsFile()
    {
        using var folder = new TemporaryFolder();
        var path = SampleModels.Write(folder, SampleModels.Perceptron);
        File.WriteAllBytes(folder.File("half.onnx"), File.ReadAllBytes(path)[..300]);
        var run = ToolRun.In(folder.Path, "inspect", "half.onnx");
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.StartsWith(run.Error, "half.onnx: error PB2001: ");
    }

    [TestMethod]
    public void AModelThatDoesNotRunIsAnErrorAtItsFile()
    {
        using var folder = new TemporaryFolder();
        SampleModels.Write(folder, new ModelBuilder()
            .Input("x", ElementType.Float, "batch", 6).Node("Swoosh", ["x"], ["y"]).Output("y").Build());
        var run = ToolRun.In(folder.Path, "inspect", "model.onnx");
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.StartsWith(run.Error, "model.onnx: error PB3004: ");
    }

    [TestMethod]
    public void WithoutAModelTheUsageIsWrong()
    {
        using var folder = new TemporaryFolder();
        var run = ToolRun.In(folder.Path, "inspect");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.StartsWith(run.Error, "PruneBuild: error PB1900: ");
    }

    [TestMethod]
    public void AnotherFolderIsLookedIn()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("models"));
        SampleModels.Write(folder, SampleModels.Perceptron, "models/model.onnx");
        Assert.AreEqual(0, ToolRun.In(folder.Path, "inspect", "-C", "models", "model.onnx").ExitCode);
    }
}
