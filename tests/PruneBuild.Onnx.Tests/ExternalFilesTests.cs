using Google.Protobuf;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests;

[TestClass]
public sealed class ExternalFilesTests
{
    [TestMethod]
    public void EveryLocationIsNamedOnceWhetherItExistsOrNot()
    {
        using var folder = new TemporaryFolder();
        Write(folder, "b.data", "a.data", "b.data", "../outside.data");
        CollectionAssert.AreEqual(
            new[] { folder.File("a.data"), folder.File("b.data") }, ExternalFiles.Of(folder.File("model.onnx")).ToArray());
    }

    [TestMethod]
    public void AFileThatIsNoModelHasNone()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder.File("model.onnx"), "not a model");
        Assert.IsEmpty(ExternalFiles.Of(folder.File("model.onnx")));
        Assert.IsEmpty(ExternalFiles.Of(folder.File("none.onnx")));
    }

    private static void Write(TemporaryFolder folder, params string[] locations)
    {
        var graph = new GraphProto { Name = "g" };
        foreach (var location in locations)
        {
            graph.Initializer.Add(new TensorProto
            {
                Name = $"t{graph.Initializer.Count}", DataType = 1, Dims = { 1 }, DataLocation = TensorProto.Types.DataLocation.External,
                ExternalData = { new StringStringEntryProto { Key = "location", Value = location } },
            });
        }

        File.WriteAllBytes(folder.File("model.onnx"), new ModelProto { IrVersion = 8, Graph = graph }.ToByteArray());
    }
}
