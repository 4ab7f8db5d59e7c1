using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests;

[TestClass]
public sealed class RoundTripTests
{
    public static IEnumerable<object[]> Models => SharedFolder.Models("data", "onnx-zoo")
        .Concat(SharedFolder.Models("zoo"))
        .Concat(SharedFolder.Models("models"))
        .DefaultIfEmpty("")
        .Select(path => new object[] { path });

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void WritingAndReadingAgainGivesTheSameNodesAndTheSameBytes(string path)
    {
        if (path.Length == 0)
            Assert.Inconclusive("The folder ../shared (beside the repository) is not on this machine.");
        using var folder = new TemporaryFolder();
        using var model = Expect(path);

        OnnxWriter.Write(model, folder.File("copy.onnx"));
        using var copy = Expect(folder.File("copy.onnx"));

        Assert.IsTrue(model.Graph.Node.SequenceEqual(copy.Graph.Node));
        Assert.AreEqual(model.Graph.Input, copy.Graph.Input);
        Assert.AreEqual(model.Graph.Output, copy.Graph.Output);
        var tensors = ModelTensors.Of(model.Proto).ToArray();
        var copied = ModelTensors.Of(copy.Proto).ToArray();
        Assert.HasCount(tensors.Length, copied);
        for (var i = 0; i < tensors.Length; i++)
            AssertSame(model, tensors[i], copy, copied[i]);
        if (!tensors.Any(tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External))
            Assert.AreEqual(model.Proto, copy.Proto);
    }

    private static void AssertSame(OnnxModel model, TensorProto tensor, OnnxModel copy, TensorProto copied)
    {
        Assert.AreEqual(tensor.Name, copied.Name);
        if (tensor.DataType == (int)ElementType.String)
        {
            Assert.AreEqual(tensor.StringData, copied.StringData);
            return;
        }
        var (before, after) = (model.Read(tensor), copy.Read(copied));
        Assert.AreEqual(before.Type, after.Type);
        Assert.AreEqual(before.Shape, after.Shape);
        Assert.IsTrue(before.Bytes.SequenceEqual(after.Bytes), $"Tensor '{tensor.Name}' differs.");
    }

    private static OnnxModel Expect(string path)
    {
        var read = OnnxReader.Read(path);
        Assert.IsTrue(read.IsOk, string.Join('\n', read.Diagnostics));
        return read.Value;
    }
}
