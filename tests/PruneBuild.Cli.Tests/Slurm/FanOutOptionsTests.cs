using System.CommandLine;
using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Slurm;

namespace PruneBuild.Cli.Tests.Slurm;

[TestClass]
public sealed class FanOutOptionsTests
{
    [TestMethod]
    [DataRow("run a --shards 2 --cache c b", "run a b")]
    [DataRow("run --shards 2 -- a", "run a")]
    public void AShardGetsTheCommandLineSuchThatOptionsCanBeAdded(string line, string expected)
    {
        var run = new Command("run") { new Argument<string[]>("models"), CacheOptions.Folder };
        FanOutOptions.AddTo(run);
        var parsed = new RootCommand { run }.Parse(line.Split(' '));
        Assert.IsEmpty(parsed.Errors);
        Assert.AreEqual(expected, string.Join(' ', FanOutOptions.Kept(parsed)));
    }
}
