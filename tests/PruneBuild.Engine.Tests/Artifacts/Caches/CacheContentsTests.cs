using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Artifacts.Caches;

namespace PruneBuild.Engine.Tests.Artifacts.Caches;

[TestClass]
public sealed class CacheContentsTests
{
    [TestMethod]
    public void WhatWasNotUsedForLongestGoesFirst()
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.Path);
        foreach (var name in new[] { "a", "b", "c" })
            cache.PutDocument(ContentHash.OfText(name), name);
        Age(folder, ".", "a", 3);
        Age(folder, ".", "b", 2);
        Age(folder, ".", "c", 1);
        Assert.AreEqual("a", cache.GetDocument(ContentHash.OfText("a")), "Reading counts as use.");
        var gone = CacheContents.Trim(folder.Path, 140);
        CollectionAssert.AreEqual(new[] { ContentHash.OfText("b") }, gone.Select(item => item.Key).ToArray());
        Assert.HasCount(2, CacheContents.List(folder.Path));
    }

    [TestMethod]
    [DataRow("read")]
    [DataRow("stored again")]
    public void AFileOfAnArtifactIsUsedByWhoReadsItAndByWhoStoresItAgain(string use)
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.File("cache"));
        foreach (var name in new[] { "a", "b" })
            cache.PutFile(folder.Write(name, name), ContentHash.OfText(name));
        Age(folder, "cache", "a", 2);
        Age(folder, "cache", "b", 1);
        if (use == "read")
            Assert.IsTrue(cache.TryGetFile(ContentHash.OfText("a"), folder.File("copy")));
        else
            cache.PutFile(folder.File("a"), ContentHash.OfText("a"));
        var gone = CacheContents.Trim(folder.File("cache"), 1);
        Assert.AreEqual(ContentHash.OfText("b"), gone.Single().Key);
    }

    [TestMethod]
    public void AFileIsAsYoungAsItsStoring()
    {
        using var folder = new TemporaryFolder();
        var model = folder.Write("model", "model");
        File.SetLastWriteTimeUtc(model, DateTime.UnixEpoch);
        new ContentCache(folder.File("cache")).PutFile(model, ContentHash.OfText("model"));
        Assert.AreNotEqual(DateTime.UnixEpoch, CacheContents.List(folder.File("cache")).Single().Used);
    }

    [TestMethod]
    public void WritingTrimsToTheCap()
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.Path, mostBytes: 150);
        for (var i = 0; i < 10; i++)
            cache.PutDocument(ContentHash.OfText($"{i}"), $"{i}");
        Assert.IsLessThanOrEqualTo(150, CacheContents.List(folder.Path).Sum(item => item.Bytes));
        Assert.AreEqual("9", cache.GetDocument(ContentHash.OfText("9")));
    }

    [TestMethod]
    public void VerifyingDeletesWhatIsDamagedAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.Path);
        cache.PutDocument(ContentHash.OfText("good"), "good");
        var hash = ContentHash.OfText("model");
        cache.PutFile(folder.Write("model", "model"), hash);
        File.WriteAllText(CacheContents.List(folder.Path).Single(item => item.Key == hash).Path, "other");
        CollectionAssert.AreEqual(new[] { hash }, CacheContents.Verify(folder.Path).Deleted.Select(item => item.Key).ToArray());
        AssertIsSound(folder.Path);
        Assert.HasCount(1, CacheContents.List(folder.Path));
    }

    /// <summary>Caches had one folder more for the first two digits of a hash.</summary>
    [TestMethod]
    public void FilesOfTheFormerLayoutAreTrimmedToo()
    {
        using var folder = new TemporaryFolder();
        var hash = ContentHash.OfText("model");
        folder.Write($"cas/{hash[..2]}/{hash}", "model");
        Assert.IsFalse(CacheContents.List(folder.Path).Single().IsDocument);
        Assert.HasCount(1, CacheContents.Trim(folder.Path, 0));
        Assert.IsEmpty(CacheContents.List(folder.Path));
    }

    [TestMethod]
    public void WhatKilledProcessesLeftGoesOnceItIsOld()
    {
        using var folder = new TemporaryFolder();
        var (young, old) = (folder.Write("cas/ab/x.1.tmp", ""), folder.Write("cas/ab/y.1.tmp", ""));
        File.SetLastWriteTimeUtc(old, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        CacheContents.Trim(folder.Path, long.MaxValue);
        Assert.IsTrue(File.Exists(young));
        Assert.IsFalse(File.Exists(old));
    }

    private static void Age(TemporaryFolder folder, string cache, string name, int days) => File.SetLastWriteTimeUtc(
        CacheContents.List(folder.File(cache)).Single(item => item.Key == ContentHash.OfText(name)).Path,
        new DateTime(2021, 1, 10 - days, 0, 0, 0, DateTimeKind.Utc));

    [TestMethod]
    public void WhatOthersTrimmedMeanwhileIsNoFailure()
    {
        using var folder = new TemporaryFolder();
        Assert.IsNull(CacheContents.Item(new FileInfo(folder.File("gone")), isDocument: true));
        if (OperatingSystem.IsWindows())
            return;
        var dangling = folder.File($"cas/{ContentHash.OfText("dangling")}");
        Directory.CreateDirectory(Path.GetDirectoryName(dangling)!);
        File.CreateSymbolicLink(dangling, folder.File("gone"));
        AssertIsSound(folder.Path);
    }

    private static void AssertIsSound(string folder)
    {
        var (deleted, stuck) = CacheContents.Verify(folder);
        Assert.IsEmpty(deleted);
        Assert.IsEmpty(stuck);
    }
}
