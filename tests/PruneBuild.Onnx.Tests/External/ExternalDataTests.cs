using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.External;

[TestClass]
public sealed class ExternalDataTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void ElementsAreReadAtTheirOffsetInTheFileBesideTheModel()
    {
        File.WriteAllBytes(folder.File("w.bin"), ExternalTensors.Bytes(9, 1, 2, 3));
        using var model = Expect(ExternalTensors.Floats("w.bin", 3, offset: 4, length: 12));
        CollectionAssert.AreEqual(new float[] { 1, 2, 3 }, Read(model).ToFloats());
    }

    [TestMethod]
    public void WithoutOffsetAndLengthTheShapeDecides()
    {
        Directory.CreateDirectory(folder.File("sub"));
        File.WriteAllBytes(folder.File("sub", "w.bin"), ExternalTensors.Bytes(1, 2, 3));
        using var model = Expect(ExternalTensors.Floats("sub/w.bin", 2));
        CollectionAssert.AreEqual(new float[] { 1, 2 }, Read(model).ToFloats());
    }

    [TestMethod]
    public void TheFileIsMappedSoThatATensorFarInsideAHugeFileCostsNothing()
    {
        const long Far = 5L << 30;
        using (var file = File.Create(folder.File("huge.bin")))
        {
            file.Position = Far;
            file.Write(ExternalTensors.Bytes(4, 5));
        }
        var before = GC.GetAllocatedBytesForCurrentThread();
        using var model = Expect(ExternalTensors.Floats("huge.bin", 2, Far, 8));
        CollectionAssert.AreEqual(new float[] { 4, 5 }, Read(model).ToFloats());
        Assert.IsLessThan(1L << 24, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void TwoReadsGiveTheSameMemory()
    {
        File.WriteAllBytes(folder.File("w.bin"), ExternalTensors.Bytes(1, 2));
        using var model = Expect(ExternalTensors.Floats("w.bin", 2));
        Assert.IsTrue(Read(model).Bytes == Read(model.With(model.Proto)).Bytes);
    }

    [TestMethod]
    public void ADisposedModelNoLongerReads()
    {
        File.WriteAllBytes(folder.File("w.bin"), ExternalTensors.Bytes(1, 2));
        var model = Expect(ExternalTensors.Floats("w.bin", 2));
        var tensor = Read(model);
        var edited = model.With(model.Proto);
        model.Dispose();
        Assert.ThrowsExactly<ObjectDisposedException>(() => tensor.ToFloats());
        Assert.ThrowsExactly<ObjectDisposedException>(() => Read(edited));
    }

    [TestMethod]
    public void AMissingFileIsNamed() => AssertFails("PB2002", "'w.bin', which does not exist", ExternalTensors.Floats("w.bin", 2));

    [TestMethod]
    public void AShortFileIsNamedWithItsSize()
    {
        File.WriteAllBytes(folder.File("w.bin"), new byte[11]);
        AssertFails("PB2002", "has 11 bytes, not 4 + 8", ExternalTensors.Floats("w.bin", 2, offset: 4));
        AssertFails("PB2002", "has 11 bytes", ExternalTensors.Floats("w.bin", 2, offset: long.MaxValue));
    }

    [TestMethod]
    public void ALengthThatDoesNotFitTheDimsIsMalformed()
    {
        File.WriteAllBytes(folder.File("w.bin"), new byte[16]);
        AssertFails("PB2005", "its external length is 16 bytes where its dims need 8", ExternalTensors.Floats("w.bin", 2, length: 16));
    }

    [TestMethod]
    [DataRow("-4")]
    [DataRow("0x10")]
    [DataRow("99999999999999999999")]
    [DataRow("1.0")]
    public void AnOffsetThatIsNotANumberIsMalformed(string offset)
    {
        var tensor = ExternalTensors.Floats("w.bin", 2);
        tensor.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset });
        AssertFails("PB2005", "offset", tensor);
    }

    [TestMethod]
    public void AnEmptyLocationIsMalformed() => AssertFails("PB2005", "location", ExternalTensors.Floats("", 2));

    [TestMethod]
    public void ATensorOfMoreThanTwoGigabytesIsRefused() =>
        AssertFails("PB2005", "more than 2 GiB", ExternalTensors.Floats("w.bin", 1L << 30));

    [TestMethod]
    public void StringsCannotBeExternal()
    {
        var tensor = ExternalTensors.Floats("w.bin", 0);
        tensor.DataType = (int)ElementType.String;
        AssertFails("PB2005", "strings cannot be external", tensor);
    }

    [TestMethod]
    public void ALfsPointerInPlaceOfTheDataIsNamed()
    {
        File.WriteAllText(folder.File("w.bin"), "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 8\n");
        AssertFails("PB2003", "w.bin", ExternalTensors.Floats("w.bin", 2));
    }

    [TestMethod]
    public void AModelInMemoryHasNoFolderForData()
    {
        var bytes = File.ReadAllBytes(ExternalTensors.Save(folder, ExternalTensors.Floats("w.bin", 2)));
        Assert.AreEqual("PB2002", OnnxReader.Parse(bytes).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void ADirectoryIsNoData()
    {
        Directory.CreateDirectory(folder.File("w.bin"));
        AssertFails("PB2002", "does not exist", ExternalTensors.Floats("w.bin", 0));
    }

    private OnnxModel Expect(TensorProto tensor)
    {
        var read = OnnxReader.Read(ExternalTensors.Save(folder, tensor));
        Assert.IsTrue(read.IsOk, string.Join('\n', read.Diagnostics));
        return read.Value;
    }

    private void AssertFails(string code, string fragment, TensorProto tensor)
    {
        var diagnostic = OnnxReader.Read(ExternalTensors.Save(folder, tensor)).Diagnostics.Single();
        Assert.AreEqual(code, diagnostic.Code);
        Assert.Contains(fragment, diagnostic.Message);
    }

    private static Tensor Read(OnnxModel model) => model.Read(model.Graph.Initializer[0]);
}
