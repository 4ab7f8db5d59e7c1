using PruneBuild.Engine.Artifacts.Caches;

namespace PruneBuild.Engine.Tests.Artifacts.Caches;

[TestClass]
public sealed class SharedCacheTests
{
    [TestMethod]
    [DataRow("cache")]
    [DataRow("50%20 #1")]
    public void AFolderIsNamedAsItIs(string name)
    {
        using var folder = new TemporaryFolder();
        var path = folder.File(name);
        Assert.AreEqual(path, SharedCache.Open(path, write: false).Name);
        Assert.IsFalse(SharedCache.Open(path, write: false).IsWritable);
        Assert.IsTrue(SharedCache.Open(path, write: true).IsWritable);
    }

    [TestMethod]
    public void AFolderMayBeAnAddressToo()
    {
        using var folder = new TemporaryFolder();
        var path = folder.File("with space");
        Assert.AreEqual(path, SharedCache.Open(new Uri(path).AbsoluteUri, write: false).Name);
    }

    [TestMethod]
    public void AnAddressIsAServer() =>
        Assert.AreEqual("https://cache.example.com/prune", SharedCache.Open("https://cache.example.com/prune", write: false).Name);
}
