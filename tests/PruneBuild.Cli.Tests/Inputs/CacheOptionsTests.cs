using PruneBuild.Cli.Tests.Commands;

namespace PruneBuild.Cli.Tests.Inputs;

[TestClass]
public sealed class CacheOptionsTests
{
    private const string NoSecrets = "PruneBuild: error PB1900: The address of the shared cache names a user or a password";

    [TestMethod]
    [DataRow("https://user:hush@127.0.0.1:1/x")]
    [DataRow("https://hush@127.0.0.1:1/x")]
    [DataRow("https://user:hu/sh@127.0.0.1:1/x")]
    [DataRow("ftp://user:hush@127.0.0.1/x")]
    public void APasswordInAnAddressIsRefusedAndNotRepeated(string address)
    {
        using var project = new SmallProject();
        foreach (var option in new[] { "--cache-url", "--cache" })
        {
            var run = ToolRun.In(project.Path, "run", option, address);
            Assert.AreEqual(2, run.ExitCode, run.Error);
            StringAssert.StartsWith(run.Error, NoSecrets);
            StringAssert.Contains(run.Error, "PRUNEBUILD_CACHE_TOKEN");
            Assert.DoesNotContain("sh@", run.Error + run.Out);
            Assert.IsEmpty(project.Outputs());
        }
    }

    [TestMethod]
    [DataRow("PRUNEBUILD_CACHE_URL", "run", "--cache", "none")]
    [DataRow("PRUNEBUILD_CACHE", "run")]
    [DataRow("PRUNEBUILD_CACHE", "cache", "list")]
    public void APasswordInAVariableIsRefusedAndNotRepeated(string variable, params string[] arguments)
    {
        using var project = new SmallProject();
        var before = project.Snapshot();
        var run = ToolProcess.With(
            project.Path, new Dictionary<string, string> { [variable] = "https://user:hush@127.0.0.1:1/x" }, arguments);
        Assert.AreEqual(2, run.ExitCode, run.Error);
        StringAssert.StartsWith(run.Error, NoSecrets);
        Assert.DoesNotContain("hush", run.Error + run.Out);
        Assert.AreEqual(before, project.Snapshot());
    }

    [TestMethod]
    [DataRow("PRUNEBUILD_CACHE_WRITE", "maybe", "PRUNEBUILD_CACHE_WRITE takes true or false, not 'maybe'.")]
    [DataRow("PRUNEBUILD_CACHE_TIMEOUT", "abc", "PRUNEBUILD_CACHE_TIMEOUT takes seconds above 0, such as 10, not 'abc'.")]
    [DataRow("PRUNEBUILD_CACHE_TIMEOUT", "-1", "PRUNEBUILD_CACHE_TIMEOUT takes seconds above 0, such as 10, not '-1'.")]
    [DataRow("PRUNEBUILD_CACHE_URL", "ftp://x/y", "The shared cache 'ftp://x/y' is no http(s) address and no folder.")]
    [DataRow("PRUNEBUILD_CACHE", "http://x/y", "The cache 'http://x/y' is no folder.")]
    public void AVariableThatSaysNothingIsTold(string variable, string value, string message)
    {
        using var project = new SmallProject();
        var variables = new Dictionary<string, string> { ["PRUNEBUILD_CACHE_URL"] = "shared", [variable] = value };
        var run = ToolProcess.With(project.Path, variables, "run");
        Assert.AreEqual(2, run.ExitCode, run.Error);
        StringAssert.StartsWith(run.Error, $"PruneBuild: error PB1900: {message}");
        Assert.IsEmpty(project.Outputs());
    }

    [TestMethod]
    public void AnEmptyVariableIsNotGiven()
    {
        using var project = new SmallProject();
        var entries = Directory.GetFileSystemEntries(project.Path).Append(project.PathOf("obj")).Append(project.LockFile).ToArray();
        var run = ToolProcess.With(
            project.Path,
            new Dictionary<string, string>
            {
                ["PRUNEBUILD_CACHE"] = " ", ["PRUNEBUILD_CACHE_URL"] = "", ["PRUNEBUILD_CACHE_WRITE"] = " ",
                ["PRUNEBUILD_CACHE_TIMEOUT"] = "", ["XDG_CACHE_HOME"] = project.PathOf("obj", "caches"),
            },
            "run");
        Assert.AreEqual(0, run.ExitCode, run.Error);
        CollectionAssert.AreEquivalent(entries, Directory.GetFileSystemEntries(project.Path));
    }
}
