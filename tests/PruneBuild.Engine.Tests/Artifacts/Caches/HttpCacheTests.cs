using System.Diagnostics;
using PruneBuild.Engine.Artifacts;
using PruneBuild.Engine.Artifacts.Caches;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Artifacts.Caches;

[TestClass]
public sealed class HttpCacheTests
{
    private static readonly string Key = ContentHash.OfText("key");
    private static readonly string Hash = ContentHash.OfText("model");

    [TestMethod]
    public void WhatOnePutsAnotherGets()
    {
        using var server = new CacheServer();
        using var folder = new TemporaryFolder();
        using var cache = Cache(server);
        Assert.IsNull(cache.GetDocument(Key));
        Assert.IsFalse(cache.TryGetFile(Hash, folder.File("copy")));
        cache.PutFile(folder.Write("model", "model"), Hash);
        cache.PutDocument(Key, "record");
        using var other = Cache(server);
        Assert.AreEqual("record", other.GetDocument(Key));
        Assert.IsTrue(other.TryGetFile(Hash, folder.File("copy")));
        Assert.AreEqual("model", File.ReadAllText(folder.File("copy")));
        CollectionAssert.AreEquivalent(new[] { $"/ac/{Key}", $"/cas/{Hash}" }, server.Stored.Keys.ToArray());
    }

    [TestMethod]
    public void TheTokenGoesAlong()
    {
        using var server = new CacheServer();
        using var cache = Cache(server, token: "t0ken");
        cache.GetDocument(Key);
        Assert.AreEqual("Bearer t0ken", server.Authorization);
    }

    [TestMethod]
    [DataRow(null, DisplayName = "not there")]
    [DataRow("no certificate", DisplayName = "no PEM")]
    [DataRow("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n", DisplayName = "damaged")]
    public void ACertificateThatCannotBeReadIsAFailureOfTheCache(string? content)
    {
        using var server = new CacheServer();
        using var folder = new TemporaryFolder();
        var file = content is null ? folder.File("client.pem") : folder.Write("client.pem", content);
        using var cache = new HttpCache(new HttpCacheSettings(server.Address, true, null, null, file, null, TimeSpan.FromSeconds(120)));
        var failure = Assert.Throws<Exception>(() => cache.GetDocument(Key));
        Assert.IsTrue(failure is IOException or InvalidDataException, failure.ToString());
        StringAssert.Contains(failure.Message, file);
    }

    [TestMethod]
    public void ARecordMustBeSignedWithTheSecret()
    {
        using var server = new CacheServer();
        using (var unsigned = Cache(server))
            unsigned.PutDocument(Key, "record");
        using var cache = Cache(server, secret: "secret");
        Assert.ThrowsExactly<InvalidDataException>(() => cache.GetDocument(Key));
        cache.PutDocument(Key, "record");
        Assert.AreEqual("record", cache.GetDocument(Key));
    }

    [TestMethod]
    public void ABlobWithAnotherHashIsRefused()
    {
        using var server = new CacheServer();
        using var folder = new TemporaryFolder();
        using var cache = Cache(server);
        server.Stored[$"/cas/{Hash}"] = "other"u8.ToArray();
        Assert.ThrowsExactly<InvalidDataException>(() => cache.TryGetFile(Hash, folder.File("copy")));
        Assert.IsFalse(File.Exists(folder.File("copy")));
    }

    [TestMethod]
    [DataRow(403)]
    [DataRow(500)]
    public void AServerThatRefusesHasFailed(int status)
    {
        using var server = new CacheServer();
        using var cache = Cache(server);
        server.Misbehave = (context, _) =>
        {
            context.Response.StatusCode = status;
            context.Response.Close();
            return true;
        };
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => cache.GetDocument(Key)).Message, $"answered {status}");
        Assert.ThrowsExactly<IOException>(() => cache.PutDocument(Key, "record"));
    }

    [TestMethod]
    public void AServerThatIsDownHasFailed()
    {
        Uri address;
        using (var server = new CacheServer())
            address = server.Address;
        using var cache = new HttpCache(new HttpCacheSettings(address, true, null, null, null, null, TimeSpan.FromSeconds(5)));
        Assert.ThrowsExactly<IOException>(() => cache.GetDocument(Key));
    }

    [TestMethod]
    public void AServerThatHangsHasFailedInTime()
    {
        using var server = new CacheServer();
        using var cache = Cache(server, seconds: 0.5);
        server.Misbehave = (_, stopped) => stopped.WaitHandle.WaitOne();
        StringAssert.Contains(Assert.ThrowsExactly<IOException>(() => cache.GetDocument(Key)).Message, "No answer within 0.5 seconds.");
    }

    /// <summary>One patience, whatever was asked; more than four of them are none.</summary>
    [TestMethod]
    public void AServerThatHangsWhenItIsToStoreHasFailedInTime()
    {
        using var server = new CacheServer();
        using var folder = new TemporaryFolder();
        using var cache = Cache(server, seconds: 2);
        server.Misbehave = (_, stopped) => stopped.WaitHandle.WaitOne();
        var watch = Stopwatch.StartNew();
        StringAssert.Contains(
            Assert.ThrowsExactly<IOException>(() => cache.PutFile(folder.Write("model", "model"), Hash)).Message,
            "No answer within 2 seconds.");
        Assert.IsLessThan(8, watch.Elapsed.TotalSeconds);
    }

    /// <summary>The upload takes longer than the patience; every silence in it is shorter.</summary>
    [TestMethod]
    public void AServerThatTakesItsTimeToStoreHasNotFailed()
    {
        using var server = new CacheServer();
        using var folder = new TemporaryFolder();
        var time = new ManualTime();
        using var cache = new HttpCache(new HttpCacheSettings(server.Address, true, null, null, null, null, TimeSpan.FromSeconds(4)), time);
        File.WriteAllBytes(folder.File("model"), new byte[64 << 20]);
        server.Misbehave = (context, _) =>
        {
            var block = new byte[4 << 20];
            var total = 0L;
            for (int count; (count = context.Request.InputStream.ReadAtLeast(block, block.Length, throwOnEndOfStream: false))
                > 0; total += count)
                time.Advance(TimeSpan.FromSeconds(0.4));
            context.Response.StatusCode = total == 64 << 20 ? 200 : 500;
            context.Response.Close();
            return true;
        };
        cache.PutFile(folder.File("model"), ContentHash.OfFile(folder.File("model")));
        Assert.IsGreaterThan(TimeSpan.FromSeconds(4), time.Elapsed);
    }

    [TestMethod]
    public void ABlobThatBreaksOffOrStallsHasFailed()
    {
        using var server = new CacheServer();
        using var folder = new TemporaryFolder();
        using var cache = Cache(server, seconds: 0.5);
        server.Misbehave = (context, stopped) =>
        {
            context.Response.ContentLength64 = 1000;
            context.Response.OutputStream.Write("half"u8);
            context.Response.OutputStream.Flush();
            stopped.WaitHandle.WaitOne(TimeSpan.FromSeconds(3));
            context.Response.Abort();
            return true;
        };
        Assert.ThrowsExactly<IOException>(() => cache.TryGetFile(Hash, folder.File("copy")));
    }

    private static HttpCache Cache(CacheServer server, string? token = null, string? secret = null, double seconds = 120) =>
        new(new HttpCacheSettings(server.Address, true, token, secret, null, null, TimeSpan.FromSeconds(seconds)));
}
