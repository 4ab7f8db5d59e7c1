using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Artifacts.Caches;

namespace PruneBuild.Engine.Tests.Artifacts.Caches;

[TestClass]
public sealed class FolderCacheTests
{
    private static readonly string Key = ContentHash.OfText("key");
    private static readonly string Hash = ContentHash.OfText("model");

    [TestMethod]
    public void FilesLieWhereAWebServerFindsThem()
    {
        using var folder = new TemporaryFolder();
        var cache = Filled(folder, secret: null);
        Assert.AreEqual("record", cache.GetDocument(Key));
        Assert.IsTrue(cache.TryGetFile(Hash, folder.File("copy")));
        Assert.AreEqual("model", File.ReadAllText(folder.File("copy")));
        CollectionAssert.AreEquivalent(
            new[] { Path.Combine("ac", Key), Path.Combine("cas", Hash) },
            CacheContents.List(folder.File("cache")).Select(item => Path.GetRelativePath(folder.File("cache"), item.Path)).ToArray());
    }

    [TestMethod]
    public void WhatItDoesNotHaveIsNoFailure()
    {
        using var folder = new TemporaryFolder();
        var cache = new FolderCache(folder.Path, writes: false, secret: null);
        Assert.IsNull(cache.GetDocument(Key));
        Assert.IsFalse(cache.TryGetFile(Hash, folder.File("copy")));
    }

    [TestMethod]
    public void ARecordMustBeSignedWithTheSecret()
    {
        using var folder = new TemporaryFolder();
        Assert.AreEqual("record", Filled(folder, "secret").GetDocument(Key));
        Assert.ThrowsExactly<InvalidDataException>(() => Reader(folder, "guess").GetDocument(Key));
        Filled(folder, secret: null);
        Assert.ThrowsExactly<InvalidDataException>(() => Reader(folder, "secret").GetDocument(Key));
    }

    [TestMethod]
    public void ABlobWithAnotherHashIsRefused()
    {
        using var folder = new TemporaryFolder();
        Filled(folder, secret: null);
        File.WriteAllText(CacheContents.List(folder.File("cache")).Single(item => item.Key == Hash).Path, "other");
        Assert.ThrowsExactly<InvalidDataException>(() => Reader(folder, null).TryGetFile(Hash, folder.File("copy")));
        Assert.IsFalse(File.Exists(folder.File("copy")));
    }

    [TestMethod]
    public void WhoReadsLeavesWhatIsDamagedAndWhoWritesMakesRoom()
    {
        using var folder = new TemporaryFolder();
        var writer = Filled(folder, secret: null);
        foreach (var file in Directory.GetFiles(folder.File("cache"), "*", SearchOption.AllDirectories))
            File.AppendAllText(file, "x");
        Refuse(Reader(folder, null), folder);
        Assert.HasCount(2, CacheContents.List(folder.File("cache")));
        Refuse(writer, folder);
        Assert.IsEmpty(CacheContents.List(folder.File("cache")));
        Filled(folder, secret: null);
        Assert.AreEqual("record", writer.GetDocument(Key));
    }

    [TestMethod]
    public void ACopyOfAFileThatNobodyMayWriteCanBeWritten()
    {
        using var folder = new TemporaryFolder();
        Filled(folder, secret: null);
        var blob = CacheContents.List(folder.File("cache")).Single(item => item.Key == Hash).Path;
        File.SetAttributes(blob, FileAttributes.ReadOnly);

        Assert.IsTrue(Reader(folder, null).TryGetFile(Hash, folder.File("copy")));

        Assert.IsFalse(File.GetAttributes(folder.File("copy")).HasFlag(FileAttributes.ReadOnly));
        File.SetAttributes(blob, FileAttributes.Normal);
    }

    private static void Refuse(FolderCache cache, TemporaryFolder folder)
    {
        Assert.ThrowsExactly<InvalidDataException>(() => cache.GetDocument(Key));
        Assert.ThrowsExactly<InvalidDataException>(() => cache.TryGetFile(Hash, folder.File("copy")));
    }

    private static FolderCache Reader(TemporaryFolder folder, string? secret) => new(folder.File("cache"), writes: false, secret);

    private static FolderCache Filled(TemporaryFolder folder, string? secret)
    {
        var cache = new FolderCache(folder.File("cache"), writes: true, secret);
        cache.PutFile(folder.Write("model", "model"), Hash);
        cache.PutDocument(Key, "record");
        return cache;
    }
}
