using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Artifacts.Caches;

namespace PruneBuild.Engine.Tests.Artifacts.Caches;

[TestClass]
public sealed class ContentCacheTests
{
    private static readonly string Key = ContentHash.OfText("key");

    [TestMethod]
    public void StoredFileComesBack()
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.File("cache"));
        var hash = ContentHash.OfText("model");
        cache.PutFile(folder.Write("model", "model"), hash);
        Assert.IsTrue(cache.TryGetFile(hash, folder.File("copy")));
        Assert.AreEqual("model", File.ReadAllText(folder.File("copy")));
    }

    [TestMethod]
    public void DamagedFileIsNotThereAndIsDropped()
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.File("cache"));
        var hash = ContentHash.OfText("model");
        cache.PutFile(folder.Write("model", "model"), hash);
        var stored = Directory.GetFiles(folder.File("cache"), "*", SearchOption.AllDirectories).Single();
        File.WriteAllText(stored, "mode!");
        Assert.IsFalse(cache.TryGetFile(hash, folder.File("copy")));
        Assert.IsFalse(File.Exists(folder.File("copy")));
        Assert.IsFalse(File.Exists(stored));
    }

    [TestMethod]
    public void DocumentComesBackUnlessDamaged()
    {
        using var folder = new TemporaryFolder();
        var cache = new ContentCache(folder.Path);
        cache.PutDocument(Key, "{\n}\n");
        Assert.AreEqual("{\n}\n", cache.GetDocument(Key));
        var stored = Directory.GetFiles(folder.Path, "*", SearchOption.AllDirectories).Single();
        File.AppendAllText(stored, " ");
        Assert.IsNull(cache.GetDocument(Key));
    }

    [TestMethod]
    public void KeyThatIsNoHashIsABug()
    {
        using var folder = new TemporaryFolder();
        Assert.ThrowsExactly<ArgumentException>(() => new ContentCache(folder.Path).GetDocument("../../etc/passwd"));
    }
}
