using PruneBuild.Cli.Inputs;
using PruneBuild.Cli.Output;
using PruneBuild.Cli.Tests.Commands;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Inputs;

[TestClass]
public sealed class ManifestInputTests
{
    [TestMethod]
    public void OneModelNeedsNoName()
    {
        using var project = new SmallProject();
        Assert.AreEqual(0, ToolRun.In(project.Path, "sweep", "--remove", "flops=50%", "--cache", "none").ExitCode);
        Assert.AreEqual(0, ToolRun.In(project.Path, "explain").ExitCode);

        var model = SmallProject.Manifest[SmallProject.Manifest.IndexOf("  small:", StringComparison.Ordinal)..];
        project.Write(SmallProject.Manifest + model.Replace("small", "other", StringComparison.Ordinal) + "    output: other.onnx\n");
        var run = ToolRun.In(project.Path, "explain");
        Assert.AreEqual(2, run.ExitCode);
        StringAssert.Contains(run.Error, "PB1900: The manifest has several models; name one of them: small, other.");
    }

    [TestMethod]
    public void TheCommandLineTakesThePlaceOfDeviceAndSeed()
    {
        var manifest = Read(device: "cpu", seed: 7);
        Assert.AreEqual("cpu", manifest.Value!.Device.Value);
        Assert.AreEqual(7, manifest.Value.Seed.Value);
        Assert.AreEqual(0, manifest.Value.Device.Span.Line, "no line of the manifest asked for it");
    }

    [TestMethod]
    public void WithoutOptionsTheManifestHolds()
    {
        var manifest = Read(device: null, seed: null);
        Assert.AreEqual("auto", manifest.Value!.Device.Value);
        Assert.AreEqual(3, manifest.Value.Seed.Value);
    }

    [TestMethod]
    public void AProjectStandsForItsManifest()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder.File("app"));
        File.WriteAllText(folder.File("app", "App.csproj"), "<Project><PropertyGroup><PruneSeed>5</PruneSeed></PropertyGroup></Project>");
        File.WriteAllText(folder.File("app", "prune.yaml"), """
            version: 1
            models: { a: { source: a.onnx, prune: { method: magnitude, remove: { flops: 50% } } } }
            """);
        var manifest = ReadIn(folder, "app/App.csproj", null, null);
        Assert.IsTrue(manifest.IsOk, string.Join("; ", manifest.Diagnostics));
        Assert.AreEqual(folder.File("app"), manifest.Value.Folder);
        Assert.AreEqual(5, manifest.Value.Seed.Value);
    }

    [TestMethod]
    public void ASolutionWithTwoManifestsAsksForOne()
    {
        using var folder = new TemporaryFolder();
        foreach (var name in new[] { "one", "two" })
        {
            Directory.CreateDirectory(folder.File(name));
            File.WriteAllText(folder.File(name, $"{name}.csproj"), "<Project />");
            File.WriteAllText(folder.File(name, "prune.yaml"), "");
        }

        File.WriteAllText(
            folder.File("all.slnx"), "<Solution><Project Path=\"one/one.csproj\" /><Project Path=\"two/two.csproj\" /></Solution>");
        var problem = ReadIn(folder, "all.slnx", null, null).Diagnostics.Single();
        Assert.AreEqual("PB1900", problem.Code);
        StringAssert.Contains(problem.Message, Path.Combine("two", "two.csproj"));
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
        return ReadIn(folder, null, device, seed);
    }

    private static Result<PruneManifest> ReadIn(TemporaryFolder folder, string? path, string? device, int? seed)
    {
        var terminal = new Terminal(TextWriter.Null, TextWriter.Null, folder.Path, false, false);
        return ManifestInput.Read(new Invocation(
            terminal, folder.Path, path, device, seed, OutputFormat.Text, Verbosity.Normal, CancellationToken.None));
    }
}
