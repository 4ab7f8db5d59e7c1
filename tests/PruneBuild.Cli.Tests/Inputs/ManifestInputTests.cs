using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Inputs;

[TestClass]
public sealed class ManifestInputTests
{
    [TestMethod]
    public void TheCommandLineTakesThePlaceOfDeviceAndSeed()
    {
        var manifest = Read(device: "cpu", seed: 7);
        Assert.AreEqual("cpu", manifest.Value!.Device.Value);
        Assert.AreEqual(7, manifest.Value.Seed.Value);
        Assert.AreEqual(2, manifest.Value.Device.Span.Line, "the place stays, for messages");
    }

    [TestMethod]
    public void WithoutOptionsTheManifestHolds()
    {
        var manifest = Read(device: null, seed: null);
        Assert.AreEqual("auto", manifest.Value!.Device.Value);
        Assert.AreEqual(3, manifest.Value.Seed.Value);
    }

    private static Result<PruneManifest> Read(string? device, int? seed)
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("prune.yaml"), """
            version: 1
            device: auto
            seed: 3
            models: { a: { source: a.onnx, prune: { method: magnitude, remove: { flops: 50% } } } }
            """);
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, folder.Path, false, false);
        return ManifestInput.Read(new Invocation(
            terminal, folder.Path, null, device, seed, OutputFormat.Text, Verbosity.Normal, CancellationToken.None));
    }
}
