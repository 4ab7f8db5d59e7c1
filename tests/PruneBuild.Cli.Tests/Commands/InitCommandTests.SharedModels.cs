using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

public sealed partial class InitCommandTests
{
    /// <summary>Small models of every family with data; <c>eng -- matrix</c> prunes all of them.</summary>
    [TestMethod]
    [DataRow("mnist-mlps/mnist-net_256x4.onnx", "mnist/train10k-images-idx3-ubyte.gz", "answers (9[0-9]|100) %")]
    [DataRow("onnx-zoo/cntk-mnist.onnx", "mnist/train10k-images-idx3-ubyte.gz", "answers (9[0-9]|100) %")]
    [DataRow("onnx-zoo/vnn-marabou-cifar10-small.onnx", "cifar10/train_jpeg_500.bin.gz", "answers [4-9][0-9] %.*0..1")]
    [DataRow(
        "shakespeare-char-gpt/shakespeare-char-gpt.onnx", "tinyshakespeare/input.txt", @"perplexity on some of these records is [45]\.")]
    public void TheDraftOfASharedModelNeedsNoEditing(string model, string data, string comment)
    {
        using var folder = new TemporaryFolder();
        var init = ToolRun.In(
            folder.Path, "init", SharedFolder.Require(["data", .. model.Split('/')]), "--data",
            SharedFolder.Require(["data", .. data.Split('/')]));
        Assert.AreEqual(0, init.ExitCode, init.Error);
        StringAssert.Matches(File.ReadAllText(folder.File("prune.yaml")), new(comment));
        var plan = ToolRun.In(folder.Path, "plan");
        Assert.AreEqual(0, plan.ExitCode, plan.Error);
        // A note that a group stays whole asks for nothing.
        Assert.IsFalse(plan.Error.Contains(": warning PB", StringComparison.Ordinal), plan.Error);
    }

    [TestMethod]
    public void TheSummarySaysWhatInspectSays()
    {
        using var folder = new TemporaryFolder();
        var model = SharedFolder.Require("data", "shakespeare-char-gpt", "shakespeare-char-gpt.onnx");
        var init = ToolRun.In(folder.Path, "init", model);
        var inspected = ToolRun.In(folder.Path, "inspect", model).Out.Split('\n')[1];
        StringAssert.StartsWith(inspected, "can cut 640 neurons, 2 layers (");
        StringAssert.Contains(init.Out, $"a transformer language model, 2 layers; {inspected}\n");
    }

    /// <summary>Labels beside a stream of numbers, and a text that needs a tokenizer of its own.</summary>
    [TestMethod]
    [DataRow("magika/model.onnx", "magika/samples.u16", "answers 9[89] %")]
    [DataRow("stories260k/stories260k.onnx", "tinystories/tinystories_sample.txt", @"perplexity on some of these records is 4\.")]
    [DataRow("stories260k/stories260k.onnx", "tinystories/tok512_200stories.u16", @"perplexity on some of these records is [45]\.")]
    public void TheDraftOfASharedModelFindsLabelsAndTokenizer(string model, string data, string comment)
    {
        using var folder = new TemporaryFolder();
        var init = ToolRun.In(
            folder.Path, "init", SharedFolder.Require(["data", .. model.Split('/')]), "--data",
            SharedFolder.Require(["data", .. data.Split('/')]));
        Assert.AreEqual(0, init.ExitCode, init.Error);
        StringAssert.Matches(File.ReadAllText(folder.File("prune.yaml")), new(comment));
    }
}
