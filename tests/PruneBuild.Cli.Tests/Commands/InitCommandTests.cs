using System.Text.Json.Nodes;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed partial class InitCommandTests
{
    [TestMethod]
    public void WritesAManifestThatPlanTakesAsItIs()
    {
        using var folder = Folder();
        File.WriteAllText(folder.File("train.csv"), "a,b,c,d,e,f,g,h,label\n" + string.Concat(
            Enumerable.Range(0, 40).Select(i => $"{i},{i % 3},{i % 5},{i % 7},{-i},{i * i % 11},2,{i % 2},{i % 3}\n")));
        var run = ToolRun.In(folder.Path, "init", "model.onnx", "--data", "train.csv");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.StartsWith(
            run.Out, "wrote prune.yaml\n  model: a perceptron classifier, 2 layers; can cut 16 neurons (100 % of its FLOPs)\n");
        var plan = ToolRun.In(folder.Path, "plan");
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        StringAssert.Contains(plan.Out, "osscar, 30 % of FLOPs");

        // The first line names the schema, which is there.
        var schema = File.ReadLines(folder.File("prune.yaml")).First().Split("$schema=")[1];
        Assert.AreEqual(ToolRun.In(folder.Path, "schema").Out, File.ReadAllText(folder.File(schema)).ReplaceLineEndings("\n"));
    }

    [TestMethod]
    public void TheSeedAndTheDeviceThatAreGivenAreWritten()
    {
        using var folder = Folder();
        Assert.AreEqual(0, ToolRun.In(folder.Path, "init", "model.onnx", "--seed", "7", "--device", "cuda:1").ExitCode);
        var manifest = File.ReadAllText(folder.File("prune.yaml"));
        StringAssert.Contains(manifest, "\ndevice: cuda:1                # auto | cpu | cuda; auto says what it took\n");
        StringAssert.Contains(manifest, "\nseed: 7                       # the same seed");
    }

    [TestMethod]
    public void AManifestThatIsThereIsNotTouched()
    {
        using var folder = Folder();
        File.WriteAllText(folder.File("prune.yaml"), "mine");
        var run = ToolRun.In(folder.Path, "init", "model.onnx");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.StartsWith(run.Error, "prune.yaml: error PB1016: 'prune.yaml' exists already");
        Assert.AreEqual("mine", File.ReadAllText(folder.File("prune.yaml")));
    }

    [TestMethod]
    public void AnotherManifestCanBeNamed()
    {
        using var folder = Folder();
        Assert.AreEqual(0, ToolRun.In(folder.Path, "init", "model.onnx", "--manifest", "other.yaml").ExitCode);
        Assert.IsTrue(File.Exists(folder.File("other.yaml")));
    }

    [TestMethod]
    public void AFolderMeansTheManifestInItAndIsMade()
    {
        using var folder = Folder();
        Assert.AreEqual(0, ToolRun.In(folder.Path, "init", "model.onnx", "--manifest", Path.Combine("new", "prune.yaml")).ExitCode);
        Assert.IsTrue(File.Exists(folder.File("new", "prune.yaml")));

        var plan = ToolRun.In(folder.Path, "plan", "--manifest", "new");
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        Assert.AreEqual(1, ToolRun.In(folder.Path, "init", "model.onnx", "--manifest", "new").Error.Split("PB1016").Length - 1);
    }

    [TestMethod]
    public void WhatIsMissingIsToldAndNothingIsWritten()
    {
        using var folder = Folder();
        var data = ToolRun.In(folder.Path, "init", "model.onnx", "--data", "gone.tsv");
        Assert.AreEqual(3, data.ExitCode);
        StringAssert.StartsWith(data.Error, "gone.tsv: error PB3020: ");
        var model = ToolRun.In(folder.Path, "init", "gone.onnx");
        Assert.AreEqual(3, model.ExitCode);
        StringAssert.StartsWith(model.Error, "gone.onnx: error PB2007: ");
        Assert.IsFalse(File.Exists(folder.File("prune.yaml")));
    }

    [TestMethod]
    public void JsonNamesTheManifestAndTheModels()
    {
        using var folder = Folder();
        var document = JsonNode.Parse(ToolRun.In(folder.Path, "init", "model.onnx", "--format", "json").Out)!;
        Assert.AreEqual(folder.File("prune.yaml"), (string)document["manifest"]!);
        Assert.HasCount(1, document["models"]!.AsArray());
    }

    private static TemporaryFolder Folder()
    {
        var folder = new TemporaryFolder();
        SampleModels.Write(folder, SampleModels.Perceptron);
        return folder;
    }
}
