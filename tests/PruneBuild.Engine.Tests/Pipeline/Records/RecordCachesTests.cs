using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pipeline.Records;

[TestClass]
public sealed class RecordCachesTests
{
    private static readonly string Key = new('a', 64);

    [TestMethod]
    public void WhatWasRememberedIsRestored()
    {
        using var folder = new TemporaryFolder();
        using var caches = new RecordCaches(new ContentCache(folder.File("cache")));
        var record = Made(folder);
        caches.Remember(record, folder.File("made"));
        Assert.AreEqual(record.Files, caches.Restore(Key, folder.File("restored"))!.Files);
        Assert.AreEqual("model", File.ReadAllText(folder.File("restored/small.onnx")));
        Assert.IsEmpty(caches.Warnings);
    }

    [TestMethod]
    public void WhatTheUsersCacheHasASharedOneGetsThatMayBeWritten()
    {
        using var folder = new TemporaryFolder();
        using (var caches = new RecordCaches(new ContentCache(folder.File("own"))))
            caches.Remember(Made(folder), folder.File("made"));
        foreach (var writes in new[] { false, true })
        {
            using var both = new RecordCaches(new ContentCache(folder.File("own")), new FolderCache(folder.File("shared"), writes, null));
            Assert.IsNotNull(both.Restore(Key, folder.File("restored")));
            using var shared = new RecordCaches(null, new FolderCache(folder.File("shared"), false, null));
            Assert.AreEqual(writes, shared.Restore(Key, folder.File("again")) is not null);
            Assert.IsEmpty(both.Warnings);
        }
    }

    [TestMethod]
    public void WhatIsUpToDateIsSharedOnceWithACacheThatMayBeWritten()
    {
        using var folder = new TemporaryFolder();
        var (record, own) = (Made(folder), new ContentCache(folder.File("own")));
        foreach (var writes in new[] { false, true })
        {
            using var both = new RecordCaches(own, new FolderCache(folder.File("shared"), writes, null));
            both.Share(record, folder.File("made"));
            using var shared = new RecordCaches(null, new FolderCache(folder.File("shared"), false, null));
            Assert.AreEqual(writes, shared.Restore(Key, folder.File("restored")) is not null);
            Assert.IsEmpty(both.Warnings);
        }

        Assert.IsNull(own.GetDocument(Key));
        using var again = new RecordCaches(own, new FolderCache(folder.File("shared"), true, null));
        again.Share(record, folder.File("gone"));
        Assert.IsEmpty(again.Warnings, "What the cache has is not read.");
    }

    [TestMethod]
    public void ASharedCacheThatFailsWhenItIsAskedIsNotWritten()
    {
        using var folder = new TemporaryFolder();
        using (var own = new RecordCaches(new ContentCache(folder.File("own"))))
            own.Remember(Made(folder), folder.File("made"));
        folder.Write($"shared/ac/{Key}", "damaged");
        using var caches = new RecordCaches(new ContentCache(folder.File("own")), new FolderCache(folder.File("shared"), true, null));
        Assert.IsNotNull(caches.Restore(Key, folder.File("restored")));
        Assert.HasCount(1, caches.Warnings);
        Assert.IsFalse(Directory.Exists(folder.File("shared/cas")));
    }

    [TestMethod]
    public void ADamagedCacheEntryIsNotThere()
    {
        using var folder = new TemporaryFolder();
        using var caches = new RecordCaches(new ContentCache(folder.File("cache")));
        caches.Remember(Made(folder), folder.File("made"));
        foreach (var file in Directory.EnumerateFiles(folder.File("cache/cas"), "*", SearchOption.AllDirectories))
            File.WriteAllText(file, "other");
        Assert.IsNull(caches.Restore(Key, folder.File("restored")));
        Assert.IsEmpty(caches.Warnings);
    }

    [TestMethod]
    public void ACacheThatFailsIsToldOnceAndLeftAlone()
    {
        using var folder = new TemporaryFolder();
        using var caches = new RecordCaches(new ContentCache(folder.Write("file", "not a folder")));
        caches.Remember(Made(folder), folder.File("made"));
        Assert.IsNull(caches.Restore(Key, folder.File("restored")));
        Assert.AreEqual("PB5101", caches.Warnings.Single().Code);
    }

    [TestMethod]
    public void NoCacheHasNothingAndTakesNothing()
    {
        using var folder = new TemporaryFolder();
        using var caches = RecordCaches.Open(null);
        caches.Remember(Made(folder), folder.File("made"));
        Assert.IsNull(caches.Restore(Key, folder.File("restored")));
        Assert.IsNull(caches.Reserve(Key, () => { }, CancellationToken.None));
    }

    [TestMethod]
    public void TheConnectionsOfASharedCacheEndWithIt()
    {
        using var server = new CacheServer();
        var shared = new HttpCache(new HttpCacheSettings(server.Address, true, null, null, null, null, TimeSpan.FromSeconds(120)));
        using (var caches = new RecordCaches(null, shared))
        {
            caches.Note(Key, "text");
            Assert.AreEqual("text", caches.Noted(Key));
        }

        Assert.ThrowsExactly<ObjectDisposedException>(() => shared.GetDocument(Key));
    }

    private static PruneRecord Made(TemporaryFolder folder) =>
        SampleRecord.Of(Key, new ArtifactFile("small.onnx", ContentHash.OfFile(folder.Write("made/small.onnx", "model")), 5));
}
