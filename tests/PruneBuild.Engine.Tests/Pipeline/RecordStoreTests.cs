using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Pipeline;

namespace PruneBuild.Engine.Tests.Pipeline;

[TestClass]
public sealed class RecordStoreTests
{
    private static readonly string Key = new('a', 64);

    [TestMethod]
    public void TheOutputFolderVouchesForAWholeArtifactOfTheSameKeyOnly()
    {
        using var folder = new TemporaryFolder();
        var store = new RecordStore(folder.Path, null);
        var record = Stored(folder, "small", store);
        Assert.AreEqual(record.Files, store.Local("small", Key)!.Files);
        Assert.IsNull(store.Local("small", new string('e', 64)));
        folder.Write("small/small.onnx", "tampered");
        Assert.IsNull(store.Local("small", Key));
        Assert.IsNotNull(store.Last("small"));
    }

    [TestMethod]
    public void WhatWasRememberedIsRestored()
    {
        using var folder = new TemporaryFolder();
        var store = new RecordStore(folder.Path, new ContentCache(folder.File("cache")));
        var record = Stored(folder, "made", store);
        store.Remember(record, folder.File("made"));
        Assert.AreEqual(record.Files, store.Restore(Key, folder.File("restored"))!.Files);
        Assert.AreEqual("model", File.ReadAllText(folder.File("restored/small.onnx")));
        Assert.IsEmpty(store.Warnings);
    }

    [TestMethod]
    public void ADamagedCacheEntryIsNotThere()
    {
        using var folder = new TemporaryFolder();
        var store = new RecordStore(folder.Path, new ContentCache(folder.File("cache")));
        store.Remember(Stored(folder, "made", store), folder.File("made"));
        foreach (var file in Directory.EnumerateFiles(folder.File("cache/cas"), "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "other");
        Assert.IsNull(store.Restore(Key, folder.File("restored")));
        Assert.IsEmpty(store.Warnings);
    }

    [TestMethod]
    public void ACacheThatFailsIsToldOnceAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        var store = new RecordStore(folder.Path, new ContentCache(folder.Write("file", "not a folder")));
        store.Remember(Stored(folder, "made", store), folder.File("made"));
        Assert.IsNull(store.Restore(Key, folder.File("restored")));
        Assert.AreEqual("PB5101", store.Warnings.Single().Code);
    }

    private static PruneRecord Stored(TemporaryFolder folder, string model, RecordStore store)
    {
        var file = folder.Write($"{model}/small.onnx", "model");
        var record = SampleRecord.Of(Key, new ArtifactFile("small.onnx", ContentHash.OfFile(file), 5));
        File.WriteAllText(store.FileOf(model), PruneRecordJson.Text(record));
        return record;
    }
}
