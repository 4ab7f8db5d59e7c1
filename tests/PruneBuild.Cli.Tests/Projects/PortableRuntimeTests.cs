using PruneBuild.Cli.Projects;

namespace PruneBuild.Cli.Tests.Projects;

[TestClass]
public sealed class PortableRuntimeTests
{
    [TestMethod]
    [DataRow("linux-x64", "linux-x64")]
    [DataRow("ubuntu.24.04-x64", "linux-x64")]
    [DataRow("fedora.42-arm64", "linux-arm64")]
    [DataRow("linux-musl-arm64", "linux-musl-arm64")]
    [DataRow("alpine.3.20-x64", "linux-musl-x64")]
    [DataRow("win-x64", "win-x64")]
    [DataRow("osx.15-arm64", "osx-arm64")]
    public void ADistributionsOwnNameIsThatOfItsKind(string runtime, string expected) =>
        Assert.AreEqual(expected, PortableRuntime.Of(runtime));
}
