using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Pipeline.Checking;
using PruneBuild.Engine.Tests.Locking;

namespace PruneBuild.Engine.Tests.Pipeline.Checking;

[TestClass]
public sealed class LockedTreeTests
{
    [TestMethod]
    public void WhatTheLockFileNamesIsHashedBesideTheManifestAndInTheOutputFolder()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("prune.lock.json"), LockFileWriter.Text(SampleLock.File));
        var data = folder.Write("data/dev.tsv", "records");
        var artifact = folder.Write("out/sentiment/sentiment.onnx", "pruned");
        var tree = LockedTree.Begin(folder.File("prune.yaml"), folder.File("out"), []);
        Assert.AreEqual(SampleLock.Sentiment.Inputs, tree.Lock.Value!.Find("sentiment")!.Inputs);
        Assert.AreEqual(artifact, tree.ArtifactOf(SampleLock.Sentiment));
        Assert.AreEqual(ContentHash.OfText("pruned"), tree.Hashes.Of(artifact));
        Assert.AreEqual(ContentHash.OfText("records"), tree.Hashes.Of(data));
        Assert.IsNull(tree.Hashes.Of(folder.File("models/sentiment.onnx")));
    }

    [TestMethod]
    public void ModelsThatNobodyAskedForAreNotHashed()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(
            folder.File("prune.lock.json"),
            LockFileWriter.Text(SampleLock.File.With(SampleLock.Sentiment with { Name = "other", Inputs = [new("other.onnx", "")] })));
        var tree = LockedTree.Begin(folder.File("prune.yaml"), folder.File("out"), ["other"]);
        Assert.IsNull(tree.Hashes.Of(folder.File("other.onnx")));
        Assert.ThrowsExactly<KeyNotFoundException>(() => tree.Hashes.Of(folder.File("data/dev.tsv")));
    }

    [TestMethod]
    public void ALockFileThatCannotBeReadNamesNothing()
    {
        using var folder = new TemporaryFolder();
        folder.Write("prune.lock.json", "<<<<<<< HEAD");
        Assert.AreEqual("PB4103", LockedTree.Begin(folder.File("prune.yaml"), folder.File("out"), []).Lock.Diagnostics.Single().Code);
    }
}
