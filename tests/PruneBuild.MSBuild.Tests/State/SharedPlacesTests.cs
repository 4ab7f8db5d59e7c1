using PruneBuild.MSBuild.State;
using PruneBuild.Testing;

namespace PruneBuild.MSBuild.Tests.State;

[TestClass]
public sealed class SharedPlacesTests
{
    [TestMethod]
    public void AnotherFileInThePlaceOfAPrunedModelIsTold()
    {
        using var folder = new TemporaryFolder();
        var (pruned, other) = (Pruned(folder, "a", "model"), Write(folder, "b", "ledom"));
        Assert.AreEqual(
            (pruned, other, "models/m.onnx"), SharedPlaces.Of([(pruned, "models/m.onnx"), (other, @"Models\m.onnx")]).Single());
    }

    [TestMethod]
    public void EqualFilesAndOneFileOnTwoWaysMayGoToOnePlace()
    {
        using var folder = new TemporaryFolder();
        var (pruned, equal) = (Pruned(folder, "a", "model"), Pruned(folder, "b", "model"));
        Assert.IsEmpty(SharedPlaces.Of([(pruned, "m.onnx"), (pruned, "m.onnx"), (equal, "m.onnx")]));
    }

    [TestMethod]
    public void OtherPlacesFilesThatNobodyPrunedAndFilesThatAreNotThereAreNoConcern()
    {
        using var folder = new TemporaryFolder();
        var (pruned, other, plain) = (Pruned(folder, "a", "model"), Write(folder, "b", "ledom"), Write(folder, "c", "more"));
        Assert.IsEmpty(SharedPlaces.Of(
            [(pruned, "m.onnx"), (folder.File("gone"), "m.onnx"), (other, "c.json"), (plain, "c.json"), (other, "b/m.onnx")]));
    }

    private static string Pruned(TemporaryFolder folder, string project, string text)
    {
        var file = Write(folder, project, text);
        File.WriteAllText(Path.Combine(Path.GetDirectoryName(file)!, "record.json"), "{}");
        return file;
    }

    private static string Write(TemporaryFolder folder, string project, string text)
    {
        var file = Path.Combine(Directory.CreateDirectory(folder.File(project)).FullName, "m.onnx");
        File.WriteAllText(file, text);
        return file;
    }
}
