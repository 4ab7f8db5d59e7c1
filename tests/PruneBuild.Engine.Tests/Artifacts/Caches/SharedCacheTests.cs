using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Artifacts.Caches;

[TestClass]
[DoNotParallelize]
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

    [TestMethod]
    [DataRow("https://user:pw@host/x", true)]
    [DataRow("http://token@host", true)]
    [DataRow("https://user:p/w@host/x", true)]
    [DataRow("https://host/@team/x", false)]
    [DataRow("/mnt/a@b/cache", false)]
    [DataRow("file:///mnt/a@b/cache", false)]
    public void AUserOrAPasswordInAnAddressIsASecret(string address, bool isOne) =>
        Assert.AreEqual(isOne, SharedCache.HasSecret(address));

    [TestMethod]
    [DataRow("WRITE", "maybe", false)]
    [DataRow("WRITE", "1", false)]
    [DataRow("WRITE", "True\n", true)]
    [DataRow("WRITE", "", true)]
    [DataRow("TIMEOUT", "0", false)]
    [DataRow("TIMEOUT", "10 s", false)]
    [DataRow("TIMEOUT", "0.5", true)]
    public void AVariableTakesWhatItUnderstands(string name, string value, bool isTaken) =>
        With(name, value, () => Assert.AreEqual(isTaken ? 0 : 1, SharedCache.WrongVariables().Count()));

    [TestMethod]
    [DataRow("1e300", 2147483)]
    [DataRow("Infinity", 2147483)]
    [DataRow("1e-9", 0.001)]
    [DataRow("NaN", 10)]
    [DataRow(" 2.5\n", 2.5)]
    [DataRow("-1", 10)]
    public void AnyPatienceIsOneThatTimersTake(string text, double seconds) =>
        With("TIMEOUT", text, () => Assert.AreEqual(TimeSpan.FromSeconds(seconds), SharedCache.Patience()));

    [TestMethod]
    [DataRow("token\n", "token")]
    [DataRow("to\nken", null)]
    public void ATokenEndsBeforeTheLineBreakOfItsFile(string text, string? sent) => With("TOKEN", text, () =>
    {
        using var server = new CacheServer();
        using var cache = (HttpCache)SharedCache.Open(server.Address.AbsoluteUri, write: false);
        if (sent is null)
            Assert.ThrowsExactly<InvalidDataException>(() => cache.GetDocument(new string('a', 64)));
        else
            Assert.IsNull(cache.GetDocument(new string('a', 64)));
    });

    private static void With(string name, string value, Action test)
    {
        var variable = $"{CacheLocation.Variable}_{name}";
        var before = Environment.GetEnvironmentVariable(variable);
        Environment.SetEnvironmentVariable(variable, value);
        try
        {
            test();
        }
        finally
        {
            Environment.SetEnvironmentVariable(variable, before);
        }
    }
}
