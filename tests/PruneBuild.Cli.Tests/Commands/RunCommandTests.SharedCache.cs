using System.Text;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

/// <summary>A cache on a server: what it gives, and that no fault of it costs more than a warning.</summary>
public sealed partial class RunCommandTests
{
    [TestMethod]
    public void ASharedCacheGivesBackWhatAnotherMachineMade()
    {
        using var server = new CacheServer();
        using var first = new SmallProject();
        using var second = new SmallProject();
        Assert.AreEqual(0, first.Run("--cache-url", server.Address.AbsoluteUri, "--cache-write").ExitCode);
        var run = second.Run("--cache-url", server.Address.AbsoluteUri);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, "; from the cache");
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    [TestMethod]
    public void ASharedCacheIsNotWrittenUnlessAsked()
    {
        using var server = new CacheServer();
        using var project = new SmallProject();
        Assert.AreEqual(0, project.Run("--cache-url", server.Address.AbsoluteUri).ExitCode);
        Assert.IsEmpty(server.Stored);
    }

    [TestMethod]
    [DataRow("down")]
    [DataRow("403")]
    [DataRow("500")]
    [DataRow("truncated blob")]
    [DataRow("wrong hash")]
    [DataRow("damaged record")]
    [DataRow("broken off")]
    public void EachFaultOfASharedCacheIsOneWarningAndARightResult(string fault)
    {
        using var server = new CacheServer();
        using var first = new SmallProject();
        using var second = new SmallProject();
        Assert.AreEqual(0, first.Run("--cache-url", server.Address.AbsoluteUri, "--cache-write").ExitCode);
        Break(server, fault);
        var run = second.Run("--cache-url", server.Address.AbsoluteUri, "--cache-write");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(2, run.Error.Split("warning PB5101"), run.Error);
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    [TestMethod]
    public void ARelativeFolderIsSeenFromWhereTheCommandWorks()
    {
        using var project = new SmallProject();
        using var elsewhere = new TemporaryFolder();
        var run = ToolRun.In(elsewhere.Path, "-C", project.Path, "run", "--cache", "none", "--cache-url", "share", "--cache-write");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.IsTrue(Directory.Exists(project.PathOf("share", "ac")));
        Assert.IsEmpty(Directory.GetFileSystemEntries(elsewhere.Path));
    }

    [TestMethod]
    public void ASharedFolderGivesBackWhatAnotherMachineMade()
    {
        using var share = new TemporaryFolder();
        using var first = new SmallProject();
        using var second = new SmallProject();
        Assert.AreEqual(0, first.Run("--cache-url", share.Path).ExitCode);
        Assert.IsEmpty(Directory.GetFileSystemEntries(share.Path), "It is read only unless told otherwise.");
        Directory.Delete(first.PathOf("obj"), recursive: true);
        Assert.AreEqual(0, first.Run("--cache-url", share.Path, "--cache-write").ExitCode);
        var run = second.Run("--cache-url", share.Path);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, "; from the cache");
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    [TestMethod]
    [DataRow("truncated blob")]
    [DataRow("wrong hash")]
    [DataRow("damaged record")]
    [DataRow("not signed")]
    public void EachFaultOfASharedFolderIsOneWarningAndARightResult(string fault)
    {
        using var share = new TemporaryFolder();
        using var first = new SmallProject();
        using var second = new SmallProject();
        Assert.AreEqual(0, first.Run("--cache-url", share.Path, "--cache-write").ExitCode);
        var stored = Directory.GetFiles(share.File(fault is "damaged record" or "not signed" ? "ac" : "cas")).Single();
        var bytes = File.ReadAllBytes(stored);
        if (fault != "not signed")
            File.WriteAllBytes(stored, fault == "truncated blob" ? bytes[..10] : [.. bytes, 1]);
        var secret = new Dictionary<string, string> { ["PRUNEBUILD_CACHE_SECRET"] = fault == "not signed" ? "s3cret" : "" };
        var run = ToolProcess.With(second.Path, secret, "run", "--cache", "none", "--cache-url", share.Path);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(2, run.Error.Split("warning PB5101"), run.Error);
        Assert.DoesNotContain("; from the cache", run.Out);
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    private static void Break(CacheServer server, string fault)
    {
        switch (fault)
        {
            case "down":
                server.Dispose();
                break;
            case "truncated blob" or "wrong hash" or "damaged record":
                var path = server.Stored.Keys.Single(
                    path => path.StartsWith(fault == "damaged record" ? "/ac/" : "/cas/", StringComparison.Ordinal));
                server.Stored[path] = fault == "truncated blob" ? server.Stored[path][..10] : [.. server.Stored[path], 1];
                break;
            case "broken off":
                server.Misbehave = (context, _) =>
                {
                    context.Response.ContentLength64 = 1000;
                    context.Response.OutputStream.Write(Encoding.UTF8.GetBytes("half"));
                    context.Response.Abort();
                    return true;
                };
                break;
            default:
                server.Misbehave = (context, _) =>
                {
                    context.Response.StatusCode = int.Parse(fault, null);
                    context.Response.Close();
                    return true;
                };
                break;
        }
    }
}
