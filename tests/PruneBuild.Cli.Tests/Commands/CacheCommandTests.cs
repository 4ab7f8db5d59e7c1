using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Commands;

[TestClass]
public sealed class CacheCommandTests
{
    [TestMethod]
    public void ListShowsRecordsAndArtifacts()
    {
        using var cache = Filled();
        var list = ToolRun.In(cache.Path, "cache", "list", "--cache", cache.Path);
        Assert.AreEqual(0, list.ExitCode, list.Error);
        Assert.HasCount(4, list.Out.Split('\n'));
        StringAssert.Matches(list.Out, new Regex("  record   [0-9a-f]{12}…  model.onnx: .+"));
        StringAssert.Matches(list.Out, new Regex("  artifact [0-9a-f]{12}…  model.onnx"));
        var json = JsonNode.Parse(ToolRun.In(cache.Path, "cache", "list", "--cache", cache.Path, "--format", "json").Out)!;
        Assert.HasCount(2, json["items"]!.AsArray());
        Assert.IsTrue(json["items"]!.AsArray()
            .All(item => item!["model"]!.GetValue<string>().StartsWith("model.onnx", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void ListHasNoModelForWhatNoRecordNames()
    {
        using var cache = Filled();
        File.WriteAllText(Directory.EnumerateFiles(cache.File("ac")).Single(), "damaged");
        StringAssert.Matches(ToolRun.In(cache.Path, "cache", "list", "--cache", cache.Path).Out, new Regex("  artifact [0-9a-f]{12}…\n"));
    }

    [TestMethod]
    public void VerifyFindsAndDeletesWhatIsDamaged()
    {
        using var cache = Filled();
        var blob = Directory.EnumerateFiles(cache.File("cas"), "*", SearchOption.AllDirectories).Single();
        File.AppendAllText(blob, "x");
        var verify = ToolRun.In(cache.Path, "cache", "verify", "--cache", cache.Path);
        Assert.AreEqual(0, verify.ExitCode, verify.Error);
        StringAssert.Contains(verify.Out, "1 file damaged and deleted");
        Assert.IsFalse(File.Exists(blob));
    }

    [TestMethod]
    public void TheWordNoneIsNoFolderHoweverItIsWrittenAndAnAddressIsRefused()
    {
        using var folder = new TemporaryFolder();
        var none = ToolRun.In(folder.Path, "cache", "list", "--cache", "NONE");
        Assert.AreEqual(0, none.ExitCode, none.Error);
        StringAssert.Contains(none.Out, "turned off");
        var address = ToolRun.In(folder.Path, "cache", "list", "--cache", "https://example.com");
        Assert.AreEqual(2, address.ExitCode);
        StringAssert.Contains(address.Error, "is no folder");
        Assert.IsEmpty(Directory.GetFileSystemEntries(folder.Path));
    }

    [TestMethod]
    [DataRow("list")]
    [DataRow("verify")]
    [DataRow("prune")]
    public void AFileIsNoCache(string part)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("model.onnx"), "");
        var run = ToolRun.In(folder.Path, "cache", part, "--cache", "model.onnx");
        Assert.AreEqual(2, run.ExitCode, run.Out);
        StringAssert.StartsWith(
            run.Error, $"PruneBuild: error PB1900: The cache '{folder.File("model.onnx")}' is a file, and a cache is a folder.");
    }

    [TestMethod]
    public void ASizeOfZeroEmptiesTheCache()
    {
        using var cache = Filled();
        var run = ToolRun.In(cache.Path, "cache", "prune", "--max-size", "0", "--cache", cache.Path);
        Assert.AreEqual(0, run.ExitCode, run.Error);
        StringAssert.Contains(run.Out, "2 files deleted");
        StringAssert.Contains(run.Out, "0 files left");
    }

    [TestMethod]
    public void PruneDeletesDownToASize()
    {
        using var cache = Filled();
        StringAssert.Contains(ToolRun.In(cache.Path, "cache", "prune", "--cache", cache.Path).Out, "0 files deleted");
        StringAssert.Contains(ToolRun.In(cache.Path, "cache", "prune", "--max-size", "0 B", "--cache", cache.Path).Out, "2 files deleted");
        var wrong = ToolRun.In(cache.Path, "cache", "prune", "--max-size", "much", "--cache", cache.Path);
        Assert.AreEqual(2, wrong.ExitCode);
        StringAssert.Contains(wrong.Error, "error PB1900: 'much' is not a size such as 40 MB.");
    }

    private static TemporaryFolder Filled()
    {
        var cache = new TemporaryFolder();
        using var project = new SmallProject();
        Assert.AreEqual(0, ToolRun.In(project.Path, "run", "--cache", cache.Path).ExitCode);
        return cache;
    }
}
