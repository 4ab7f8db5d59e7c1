using PruneBuild.Engine.Artifacts;

namespace PruneBuild.Cli.Tests.Commands;

/// <summary>The shared cache on a real server.</summary>
public sealed partial class RunCommandTests
{
    private const string Refuse = "location / { return {0}; }";

    [TestMethod]
    public void NginxGivesBackWhatAnotherMachineMade()
    {
        using var server = new NginxServer();
        using var first = new SmallProject();
        using var second = new SmallProject();
        Assert.AreEqual(0, first.Run("--cache-url", server.Address, "--cache-write").ExitCode);
        Assert.HasCount(1, server.Stored("ac"));
        Assert.HasCount(1, server.Stored("cas"));
        server.Restart();
        var run = second.Run("--cache-url", server.Address);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, "; from the cache");
        Assert.DoesNotContain("PB5101", run.Error);
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    /// <summary>Who can reach the file share writes there, and everybody else reads it over HTTP; or the other way round.</summary>
    [TestMethod]
    public void NginxServesWhatASharedFolderHoldsAndStoresWhatItReads()
    {
        using var server = new NginxServer();
        using var writer = new SmallProject();
        using var reader = new SmallProject();
        var signed = new Dictionary<string, string> { ["PRUNEBUILD_CACHE_SECRET"] = "s3cret" };
        foreach (var (written, read) in new[] { (server.Store, server.Address), (server.Address, server.Store) })
        {
            var write = ToolProcess.With(writer.Path, signed, "run", "--cache", "none", "--cache-url", written, "--cache-write");
            Assert.AreEqual(0, write.ExitCode, write.Error);
            var run = ToolProcess.With(reader.Path, signed, "run", "--cache", "none", "--cache-url", read);
            Assert.AreEqual(0, run.ExitCode, run.Error);
            StringAssert.Contains(run.Out, "; from the cache", $"from {read}");
            Assert.DoesNotContain("PB5101", write.Error + run.Error);
            CollectionAssert.AreEqual(File.ReadAllBytes(writer.Artifact), File.ReadAllBytes(reader.Artifact));
            foreach (var folder in new[] { server.Store, writer.PathOf("obj"), reader.PathOf("obj") })
                Directory.Delete(folder, recursive: true);
        }
    }

    [TestMethod]
    [DataRow("down")]
    [DataRow("hanging")]
    [DataRow("403")]
    [DataRow("500")]
    [DataRow("read only")]
    [DataRow("truncated blob")]
    [DataRow("wrong hash")]
    [DataRow("hostile record")]
    public void EachFaultOfNginxIsOneWarningAndARightResult(string fault)
    {
        using var server = new NginxServer();
        using var first = new SmallProject();
        using var second = new SmallProject();
        Assert.AreEqual(0, first.Run("--cache-url", server.Address, "--cache-write").ExitCode);
        Break(server, fault);
        // In a process of its own, for a patience of its own.
        var run = ToolProcess.With(
            second.Path, new Dictionary<string, string> { ["PRUNEBUILD_CACHE_TIMEOUT"] = "2" }, "run", "--cache", "none", "--cache-url",
            server.Address, "--cache-write");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(2, run.Error.Split("warning PB5101"), run.Error);
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
        Assert.IsFalse(File.Exists(second.PathOf("evil.onnx")), "A record named a file outside its folder.");
    }

    [TestMethod]
    public void AClientCertificateOpensAServerThatAsksForOne()
    {
        using var certificates = new TestCertificates();
        using var server = new NginxServer(certificates: certificates);
        using var first = new SmallProject();
        using var second = new SmallProject();
        var shown = Shown(certificates, certificates.Client, certificates.ClientKey);
        var write = ToolProcess.With(first.Path, shown, "run", "--cache", "none", "--cache-url", server.Address, "--cache-write");
        Assert.AreEqual(0, write.ExitCode, write.Error);
        Assert.HasCount(1, server.Stored("ac"), write.Error);
        var run = ToolProcess.With(second.Path, shown, "run", "--cache", "none", "--cache-url", server.Address);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, "; from the cache", run.Error);
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    [TestMethod]
    [DataRow("none")]
    [DataRow("another's")]
    [DataRow("missing file")]
    [DataRow("damaged file")]
    [DataRow("key of another")]
    public void WithoutTheRightCertificateThereIsOneWarningAndARightResult(string fault)
    {
        using var certificates = new TestCertificates();
        using var others = new TestCertificates();
        using var server = new NginxServer(certificates: certificates);
        using var first = new SmallProject();
        using var second = new SmallProject();
        Assert.AreEqual(0, first.Run().ExitCode);
        var shown = fault switch
        {
            "none" => Shown(certificates, "", ""),
            "another's" => Shown(certificates, others.Client, others.ClientKey),
            "missing file" => Shown(certificates, second.PathOf("none.pem"), second.PathOf("none.key")),
            "damaged file" => Shown(certificates, second.PathOf("model.onnx"), certificates.ClientKey),
            _ => Shown(certificates, certificates.Client, others.ClientKey),
        };
        var run = ToolProcess.With(second.Path, shown, "run", "--cache", "none", "--cache-url", server.Address, "--cache-write");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        Assert.HasCount(2, run.Error.Split("warning PB5101"), run.Error);
        Assert.IsEmpty(server.Stored("ac"));
        CollectionAssert.AreEqual(File.ReadAllBytes(first.Artifact), File.ReadAllBytes(second.Artifact));
    }

    /// <summary>Variables under which the tool trusts the server, and shows it a certificate.</summary>
    private static Dictionary<string, string> Shown(TestCertificates certificates, string certificate, string key) => new()
    {
        ["SSL_CERT_FILE"] = certificates.Authority,
        ["PRUNEBUILD_CACHE_CERTIFICATE"] = certificate,
        ["PRUNEBUILD_CACHE_CERTIFICATE_KEY"] = key,
    };

    private static void Break(NginxServer server, string fault)
    {
        switch (fault)
        {
            case "down":
                server.Stop();
                break;
            case "hanging":
                server.Halt();
                break;
            case "truncated blob":
                var blob = server.Stored("cas").Single();
                File.WriteAllBytes(blob, File.ReadAllBytes(blob)[..100]);
                break;
            case "wrong hash":
                var other = server.Stored("cas").Single();
                File.WriteAllBytes(other, [.. File.ReadAllBytes(other).Select(value => (byte)~value)]);
                break;
            case "hostile record":
                var record = server.Stored("ac").Single();
                var text = SealedDocument.Open(File.ReadAllText(record), Path.GetFileName(record), null)!;
                Assert.Contains("\"model.onnx\"", text);
                File.WriteAllText(
                    record, SealedDocument.Seal(text.Replace("\"model.onnx\"", "\"../../../evil.onnx\""), Path.GetFileName(record), null));
                break;
            case "read only":
                server.Restart("location / { limit_except GET { deny all; } }");
                break;
            default:
                server.Restart(Refuse.Replace("{0}", fault));
                break;
        }
    }
}
