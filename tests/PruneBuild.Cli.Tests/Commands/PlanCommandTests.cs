using System.Text.Json.Nodes;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class PlanCommandTests
{
    private const string Manifest = """
        version: 1
        models:
          small:
            source: model.onnx
            prune: { method: magnitude, remove: { flops: 50% } }
          other:
            source: model.onnx
            prune: { method: magnitude, remove: { flops: 25% } }
            output: { path: other.onnx }
        """;

    [TestMethod]
    public void ShowsWhatEachGroupLosesAndWhatTheModelCostsThen()
    {
        using var folder = Folder(Manifest);
        var run = ToolRun.In(folder.Path, "plan", "small");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        GoldenFile.Matches(run.Out, "small");
    }

    [TestMethod]
    public void WritesNothing()
    {
        using var folder = Folder(Manifest);
        ToolRun.In(folder.Path, "plan");
        CollectionAssert.AreEqual(
            new[] { "model.onnx", "prune.yaml" },
            Directory.EnumerateFileSystemEntries(folder.Path).Select(Path.GetFileName).Order().ToArray());
    }

    [TestMethod]
    public void JsonListsTheKeptUnits()
    {
        using var folder = Folder(Manifest);
        var models = JsonNode.Parse(ToolRun.In(folder.Path, "plan", "--format", "json").Out)!["models"]!.AsArray();
        Assert.HasCount(2, models);
        Assert.AreEqual((string)models[0]!["name"]!, (string)models[0]!["model"]!);
        Assert.HasCount(8, models[0]!["groups"]![0]!["kept"]!.AsArray());
        Assert.AreEqual(352.0, (double)models[0]!["before"]!["flops"]!);
    }

    [TestMethod]
    [DataRow("method: magnitude, remove: { sparsity: 75% }", 0.75, "75 % zeros")]
    [DataRow("method: magnitude, remove: { sparsity: 2:4 }", 0.5, "2:4")]
    [DataRow("method: best, remove: { sparsity: 50% }", 0.5, "50 % zeros")]
    public void OfMasksItShowsTheZerosOfEachWeight(string prune, double share, string words)
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("method: osscar, remove: { flops: 50% }", prune));
        var plan = ToolRun.In(project.Path, "plan", "--format", "json");
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        var masks = JsonNode.Parse(plan.Out)!["models"]![0]!["masks"]!.AsArray();
        Assert.IsNotEmpty(masks);
        Assert.IsTrue(masks.All(mask => (double)mask!["zeros"]! == Math.Round(share * (double)mask["elements"]!)));
        var text = ToolRun.In(project.Path, "plan").Out;
        StringAssert.Contains(text, $"elements  {words}");
        StringAssert.Contains(text, "; FLOPs stay as they are; parameters and bytes too, but for biases that a refit adds");
        Assert.DoesNotContain("removed", text);
    }

    [TestMethod]
    public void SeesTheLabelsThatACriterionTakesItsLossOn()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("method: osscar", "criterion: { kind: taylor, loss: labels }"));
        var plan = ToolRun.In(project.Path, "plan", "--format", "json");
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        Assert.AreEqual(0, project.Run().ExitCode);
        var explained = JsonNode.Parse(ToolRun.In(project.Path, "explain", "small", "--format", "json").Out)!["steps"]![0]!["groups"]![0]!;
        Assert.AreEqual((int)explained["kept"]!, JsonNode.Parse(plan.Out)!["models"]![0]!["groups"]![0]!["kept"]!.AsArray().Count);
    }

    [TestMethod]
    [DataRow("magnitude", null, "units")]
    [DataRow("osscar", "'run' keeps to these numbers", "counts")]
    [DataRow("kprune", "'run' divides the budget anew before each cut", "budget")]
    public void SaysWhatOfThePlanARunKeepsTo(string method, string? reservation, string settled)
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("method: osscar", $"method: {method}"), SampleModels.Branches);
        var text = ToolRun.In(project.Path, "plan").Out;
        Assert.AreEqual(reservation is not null, text.Contains("'run'", StringComparison.Ordinal), text);
        StringAssert.Contains(text, reservation ?? "less)");
        Assert.AreEqual(
            settled, (string)JsonNode.Parse(ToolRun.In(project.Path, "plan", "--format", "json").Out)!["models"]![0]!["settled"]!);
    }

    [TestMethod]
    public void AnUnknownNameIsAUsageErrorThatNamesTheNearest()
    {
        using var folder = Folder(Manifest);
        var run = ToolRun.In(folder.Path, "plan", "smal");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, "PB1900: The manifest has no model 'smal'. Did you mean 'small'?");
    }

    [TestMethod]
    public void WithoutAManifestThereIsAnErrorThatNamesInit()
    {
        using var folder = new TemporaryFolder();
        var run = ToolRun.In(folder.Path, "plan");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.StartsWith(run.Error, "prune.yaml: error PB1001: ");
        StringAssert.Contains(run.Error, "dotnet prune init");
    }

    [TestMethod]
    public void TheCommandThatAMisspeltNameTellsOfPrintsTheIds()
    {
        using var project = new SmallProject(
            SmallProject.Manifest.Replace("method: osscar,", "method: osscar, only: [ wrong ],"), SampleModels.Branches);
        var run = ToolRun.In(project.Path, "plan");
        StringAssert.Contains(run.Error, "PB2054: 'wrong' under 'only' matches none");
        StringAssert.Contains(run.Error, "Run 'dotnet prune inspect MODEL --format json' to see their ids.");
        var inspected = ToolRun.In(project.Path, "inspect", "model.onnx", "--format", "json").Out;
        var ids = JsonNode.Parse(inspected)!["models"]![0]!["groups"]!.AsArray().Select(group => (string)group!["id"]!).ToArray();
        Assert.IsNotEmpty(ids);

        project.Write(SmallProject.Manifest.Replace("method: osscar,", $"method: osscar, only: [ {string.Join(", ", ids)} ],"));
        run = ToolRun.In(project.Path, "plan");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, $"\n  {ids[0]} ");
    }

    [TestMethod]
    public void AMistakeInTheManifestIsToldAtItsPlace()
    {
        using var folder = Folder(
            Manifest.Replace("method: magnitude, remove: { flops: 50% }", "method: magnitud, remove: { flops: 50% }"));
        var run = ToolRun.In(folder.Path, "plan");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.StartsWith(run.Error, "prune.yaml(5,22): error PB1010: ");
    }

    [TestMethod]
    public void AModelThatIsNotThereIsToldWhereItIsNamed()
    {
        using var project = new SmallProject();
        File.Delete(project.PathOf("model.onnx"));
        StringAssert.StartsWith(ToolRun.In(project.Path, "plan").Error, "prune.yaml(4,13): error PB2007: ");
    }

    [TestMethod]
    [DataRow("model.onnx", "prune.yaml(4,13): error PB2007: ")]
    [DataRow("data.csv", "prune.yaml(6,28): error PB3020: ")]
    public void WhatASearchForTheMostWouldMissIsToldToo(string file, string message)
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("{ flops: 50% }", "{ as-much-as: gates }"));
        var plan = ToolRun.In(project.Path, "plan");
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        StringAssert.Contains(plan.Out, "'run' finds by trial how much that is");
        File.Delete(project.PathOf(file));
        plan = ToolRun.In(project.Path, "plan");
        Assert.AreEqual(3, plan.ExitCode, plan.Error);
        StringAssert.StartsWith(plan.Error, message);
        Assert.DoesNotContain("by trial", plan.Out);
    }

    [TestMethod]
    public void JsonSaysOfAModelThatIsSearchedForWhyItHasNoPlan()
    {
        using var folder = Folder(Manifest.Replace(
            "{ method: magnitude, remove: { flops: 50% } }",
            "{ method: magnitude, remove: { as-much-as: gates } }\n    gates: { agreement: { min: 0.5 } }"));
        var plan = ToolRun.In(folder.Path, "plan", "--format", "json");
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        var models = JsonNode.Parse(plan.Out)!["models"]!.AsArray();
        CollectionAssert.AreEqual(
            new[] { "small searched", "other planned" }, models.Select(model => $"{model!["model"]} {model["status"]}").ToArray());
        StringAssert.Contains((string)models[0]!["reason"]!, "'run' finds by trial how much that is");
        Assert.IsNull(models[0]!["groups"]);
    }

    [TestMethod]
    public void ABudgetThatCannotBeMetIsToldAtTheBudget()
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("flops: 50%", "flops: 99%"));
        var run = ToolRun.In(project.Path, "plan");
        StringAssert.StartsWith(run.Error, "prune.yaml(10,47): error PB3052: ");
        StringAssert.Contains(run.Error, "of the model's FLOPs are gone");
    }

    [TestMethod]
    [DataRow("{ round-to: 1000 }", "Sizes keep to 'round-to: 1000' under 'allocate'")]
    [DataRow("{ round-to: 8, keep-at-least: 255 }", "Sizes keep to 'round-to: 8' and 'keep-at-least: 255' under 'allocate'")]
    public void SizesThatLetNothingGoAreNamedBesideTheBudget(string allocate, string message)
    {
        using var project = new SmallProject(SmallProject.Manifest.Replace("method: osscar,", $"method: osscar, allocate: {allocate},"));
        StringAssert.Contains(ToolRun.In(project.Path, "plan").Error, message);
    }

    [TestMethod]
    public void AMethodThatNeedsDataSaysSo()
    {
        using var folder = Folder(Manifest.Replace("method: magnitude", "method: osscar"));
        var run = ToolRun.In(folder.Path, "plan", "small");
        Assert.AreEqual(3, run.ExitCode);
        StringAssert.Contains(run.Error, "error PB3050: ");
    }

    private static TemporaryFolder Folder(string manifest)
    {
        var folder = new TemporaryFolder();
        SampleModels.Write(folder, SampleModels.Perceptron);
        File.WriteAllText(folder.File("prune.yaml"), manifest);
        return folder;
    }
}
