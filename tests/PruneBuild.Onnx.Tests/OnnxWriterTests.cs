using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests;

[TestClass]
public sealed class OnnxWriterTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void AModelWithoutExternalDataIsOneFile()
    {
        var written = OnnxWriter.Write(Tiny(), folder.File("tiny.onnx"));
        CollectionAssert.AreEqual(new[] { folder.File("tiny.onnx") }, written.ToArray());
        CollectionAssert.AreEqual(written.ToArray(), Directory.GetFiles(folder.Path));
        Assert.AreEqual(Tiny().Proto, OnnxReader.Read(written[0]).Value!.Proto);
    }

    [TestMethod]
    public void ExternalDataIsWrittenBesideTheModelUnderItsName()
    {
        using var model = External();
        Directory.CreateDirectory(folder.File("out"));
        var written = OnnxWriter.Write(model, folder.File("out", "copy.onnx"));
        CollectionAssert.AreEqual(new[] { folder.File("out", "copy.onnx"), folder.File("out", "copy.onnx.data") }, written.ToArray());
        Assert.HasCount(2, Directory.GetFiles(folder.File("out")));

        using var copy = OnnxReader.Read(written[0]).Value!;
        Assert.AreEqual("copy.onnx.data", copy.Graph.Initializer[0].ExternalData.Single(entry => entry.Key == "location").Value);
        AssertSameElements(model, copy);
    }

    [TestMethod]
    public void LargeInitializersJoinTheDataFileOfAModelThatHasOneAndSmallOnesStay()
    {
        using var model = External();
        var proto = model.Proto.Clone();
        proto.Graph.Initializer.Add(TensorProtos.Create("large", SeededValues.Floats(1, 300)));
        proto.Graph.Initializer.Add(TensorProtos.Create("small", [1f]));
        using var edited = model.With(proto);
        using var copy = OnnxReader.Read(OnnxWriter.Write(edited, folder.File("copy.onnx"))[0]).Value!;
        var isExternal = copy.Graph.Initializer.ToDictionary(
            tensor => tensor.Name, tensor => tensor.DataLocation == TensorProto.Types.DataLocation.External);
        Assert.IsTrue(isExternal["large"]);
        Assert.IsFalse(isExternal["small"]);
        AssertSameElements(edited, copy);
    }

    [TestMethod]
    public void DataThatTensorsShareIsWrittenOnce()
    {
        File.WriteAllBytes(folder.File("w.bin"), ExternalTensors.Bytes(SeededValues.Floats(1, 16)));
        var tied = ExternalTensors.Floats("w.bin", 16, offset: 0);
        tied.Name = "tied";
        using var model = OnnxReader.Read(ExternalTensors.Save(folder, ExternalTensors.Floats("w.bin", 16), tied)).Value!;
        var written = OnnxWriter.Write(model, folder.File("copy.onnx"));
        Assert.AreEqual(64, new FileInfo(written[1]).Length);
        using var copy = OnnxReader.Read(written[0]).Value!;
        AssertSameElements(model, copy);
    }

    [TestMethod]
    public void TensorsStartOnCacheLinesAndLargeOnesOnPages()
    {
        File.WriteAllBytes(folder.File("w.bin"), new byte[100_000]);
        var (small, large) = (ExternalTensors.Floats("w.bin", 3), ExternalTensors.Floats("w.bin", 20_000));
        using var model = OnnxReader.Read(ExternalTensors.Save(folder, small, ExternalTensors.Floats("w.bin", 5), large)).Value!;
        using var copy = OnnxReader.Read(OnnxWriter.Write(model, folder.File("copy.onnx"))[0]).Value!;
        CollectionAssert.AreEqual(
            new[] { "0", "64", "4096" },
            copy.Graph.Initializer.Select(tensor => tensor.ExternalData.Single(entry => entry.Key == "offset").Value).ToArray());
    }

    [TestMethod]
    public void WritingTwiceGivesTheSameBytes()
    {
        using var model = External();
        var first = OnnxWriter.Write(model, folder.File("copy.onnx")).Select(File.ReadAllBytes).ToArray();
        var second = OnnxWriter.Write(model, folder.File("copy.onnx")).Select(File.ReadAllBytes).ToArray();
        CollectionAssert.AreEqual(first[0], second[0]);
        CollectionAssert.AreEqual(first[1], second[1]);
    }

    [TestMethod]
    public void AnOldModelAndItsDataAreOverwrittenWhole()
    {
        File.WriteAllText(folder.File("copy.onnx"), new string('o', 10_000));
        File.WriteAllText(folder.File("copy.onnx.data"), new string('o', 10_000));
        using var model = External();
        using var copy = OnnxReader.Read(OnnxWriter.Write(model, folder.File("copy.onnx"))[0]).Value!;
        AssertSameElements(model, copy);
        Assert.AreEqual(48 * sizeof(float), new FileInfo(folder.File("copy.onnx.data")).Length);
        Assert.HasCount(4, Directory.GetFiles(folder.Path), "The source and its data, the copy and its data: nothing else is left.");
    }

    private static OnnxModel Tiny() =>
        new ModelBuilder().Input("x", ElementType.Float, 1, 2).Weight("w", 1, 2, 2).Node("MatMul", ["x", "w"], ["y"]).Output("y").Build();

    private OnnxModel External()
    {
        File.WriteAllBytes(folder.File("w.bin"), ExternalTensors.Bytes(SeededValues.Floats(3, 64)));
        return OnnxReader.Read(ExternalTensors.Save(folder, ExternalTensors.Floats("w.bin", 48, offset: 64))).Value!;
    }

    private static void AssertSameElements(OnnxModel expected, OnnxModel actual)
    {
        foreach (var (before, after) in expected.Graph.Initializer.Zip(actual.Graph.Initializer))
        {
            Assert.AreEqual(before.Name, after.Name);
            Assert.IsTrue(expected.Read(before).Bytes.SequenceEqual(actual.Read(after).Bytes), before.Name);
        }
    }
}
