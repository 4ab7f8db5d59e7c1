using PruneBuild.Cli.Slurm;

namespace PruneBuild.Cli.Tests.Slurm;

[TestClass]
public sealed class SlurmArrayTests
{
    [TestMethod]
    [DataRow("xxxxxxxx", 4, "0,1,2,3")]
    [DataRow("..x....x", 4, "1,3")]
    [DataRow("........", 4, "")]
    [DataRow("..x", 3, "2")]
    [DataRow("x..", 1, "0")]
    public void ShardsWithAPieceThatNobodyToldOfAreOpen(string pieces, int shards, string expected) =>
        Assert.AreEqual(expected, SlurmArray.Open([.. pieces.Select(piece => piece == '.')], shards));
}
