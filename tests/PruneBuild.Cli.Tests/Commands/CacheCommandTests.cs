using System.Text.Json.Nodes;
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
        StringAssert.Contains(list.Out, "  record   ");
        StringAssert.Contains(list.Out, "  artifact ");
        var json = JsonNode.Parse(ToolRun.In(cache.Path, "cache", "list", "--cache", cache.Path, "--format", "json").Out)!;
        Assert.HasCount(2, json["items"]!.AsArray());
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
