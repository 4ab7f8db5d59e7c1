using PruneBuild.Engine.Manifest;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Manifest;

[TestClass]
public sealed class ManifestReaderTests
{
    [TestMethod]
    public void TheExampleReadsWithoutDiagnostics()
    {
        var result = ManifestReader.Read(Path.Combine(SharedFolder.Repository(), "prune.yaml.example"));
        Assert.AreEqual("", string.Join('\n', result.Diagnostics));
        Assert.IsTrue(result.IsOk);
    }
}
