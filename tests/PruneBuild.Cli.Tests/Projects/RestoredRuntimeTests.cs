using PruneBuild.Cli.Projects;
using PruneBuild.Testing;

namespace PruneBuild.Cli.Tests.Projects;

[TestClass]
public sealed class RestoredRuntimeTests
{
    private static readonly string Native = $"runtimes/{PortableRuntime.Identifier}/native/libonnxruntime.so";

    [TestMethod]
    public void TheOnlyRuntimeOfThisMachineIsFound()
    {
        using var folder = Folder("microsoft.ml.onnxruntime/1.29.0");
        Assert.AreEqual(
            Path.GetDirectoryName(folder.File("packages", "microsoft.ml.onnxruntime", "1.29.0", Native)),
            RestoredRuntime.Folder(folder.File("project.assets.json")));
    }

    [TestMethod]
    public void TwoRuntimesAreNone()
    {
        using var folder = Folder("microsoft.ml.onnxruntime/1.29.0", "microsoft.ml.onnxruntime.gpu.linux/1.29.0");
        Assert.IsNull(RestoredRuntime.Folder(folder.File("project.assets.json")));
    }

    [TestMethod]
    public void WithoutAReadableFileThereIsNone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("project.assets.json"), "{ broken");
        Assert.IsNull(RestoredRuntime.Folder(folder.File("project.assets.json")));
        Assert.IsNull(RestoredRuntime.Folder(folder.File("gone.json")));
        Assert.IsNull(RestoredRuntime.Folder(null));
    }

    private static TemporaryFolder Folder(params string[] packages)
    {
        var folder = new TemporaryFolder();
        foreach (var package in packages)
        {
            var file = folder.File("packages", package, Native);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            File.WriteAllText(file, "");
        }

        var libraries = string.Join(
            ",", packages.Select(package => $"\"{package}\": {{ \"path\": \"{package}\", \"files\": [\"{Native}\", \"readme.txt\"] }}"));
        File.WriteAllText(
            folder.File("project.assets.json"),
            $"{{ \"packageFolders\": {{ \"{folder.File("packages").Replace('\\', '/')}\": {{}} }}, \"libraries\": {{ {libraries} }} }}");
        return folder;
    }
}
