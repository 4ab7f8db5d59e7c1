using PruneBuild.Testing;

namespace PruneBuild.Packages.Tests;

/// <summary>What <c>dotnet prune init</c> drafts for a real model and its data, built as it is:
/// minutes, so that <c>eng -- matrix</c> runs them.</summary>
[TestClass]
[DoNotParallelize] // One model at a time takes both cores.
public sealed class InitTests
{
    [TestMethod]
    [DataRow("models/sentiment-small/sentiment-small.onnx with data/sst2/train.tsv")]
    [DataRow("models/sst2-minilm/sst2-minilm.onnx with data/sst2/train.tsv")]
    [DataRow("data/cifar10-resnet/resnet20-cifar10.onnx with data/cifar10/train_jpeg_500.bin.gz")]
    [DataRow("data/cifar10-resnet/resnet32-cifar10.onnx with data/cifar10/train_jpeg_500.bin.gz")]
    [DataRow("data/cifar10-resnet/resnet56-cifar10.onnx with data/cifar10/train_jpeg_500.bin.gz")]
    [DataRow("data/cifar10-small-nets/resnet_2b.onnx with data/cifar10/train_jpeg_500.bin.gz")]
    [DataRow("data/cifar10-small-nets/resnet_4b.onnx with data/cifar10/train_jpeg_500.bin.gz")]
    [DataRow("data/cifar10-small-nets/marabou_cifar10_medium.onnx with data/cifar10/train_jpeg_500.bin.gz")]
    [DataRow("data/cifar10-small-nets/vit_ibp_3_3_8.onnx with data/cifar10/train_jpeg_500.bin.gz")]
    [DataRow("data/onnx-zoo/vnn-marabou-cifar10-small.onnx with data/cifar10/train_jpeg_500.bin.gz")]
    [DataRow("data/onnx-zoo/cntk-mnist.onnx with data/mnist/train10k-images-idx3-ubyte.gz")]
    [DataRow("data/onnx-zoo/ort-java-cnn-mnist-pytorch.onnx with data/mnist/train10k-images-idx3-ubyte.gz")]
    [DataRow("data/mnist-mlps/mnist-net_256x4.onnx with data/mnist/train10k-images-idx3-ubyte.gz")]
    [DataRow("data/mnist-mlps/ffnnSIGMOID_6x200.onnx with data/mnist/train10k-images-idx3-ubyte.gz")]
    [DataRow("data/magika/model.onnx with data/magika/samples.u16")]
    [DataRow("data/shakespeare-char-gpt/shakespeare-char-gpt.onnx with data/tinyshakespeare/input.txt")]
    [DataRow("data/stories260k/stories260k.onnx with data/tinystories/tok512_200stories.u16")]
    [DataRow("data/stories260k/stories260k.onnx with data/tinystories/tinystories_sample.txt")]
    public void TheDraftBuildsAsItIs(string modelAndData)
    {
        Packages.RequireMatrix();
        var paths = modelAndData.Split(" with ");
        var (source, records) = (SharedFolder.Require(paths[0].Split('/')), SharedFolder.Require(paths[1].Split('/')));
        using var app = new AppProject();
        File.Delete(app.PathOf("prune.yaml"));
        app.UseTool();
        using var init = app.Launch("dotnet", "prune", "init", source, "--data", records);
        Assert.AreEqual(0, init.WaitForEnd(), init.Said);
        var build = app.Build("-p:PruneCache=none").MustSucceed();
        Assert.IsTrue(build.Pruned);
        // Few records for wide layers, or too few to hold any out, which the draft says, are worth a warning of the build, and no edit.
        var draft = File.ReadAllText(app.PathOf("prune.yaml"));
        var holdsNoneOut = draft.Contains("The same records calibrate and judge", StringComparison.Ordinal);
        var problems = build.Problems().Where(problem => !problem.StartsWith("warning PB3061", StringComparison.Ordinal)
            && !(holdsNoneOut && problem.StartsWith("warning PB4003", StringComparison.Ordinal))).ToArray();
        Assert.IsEmpty(problems, string.Join("; ", problems));
        StringAssert.Contains(app.Run()[0], " pruned ");
    }
}
