using Google.Protobuf;
using PruneBuild.Onnx.Proto;
using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests;

[TestClass]
public sealed class OnnxReaderTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [TestMethod]
    public void AMissingFileIsSaidToBeMissing()
    {
        AssertFails("PB2007", "does not exist", folder.File("nothing.onnx"));
        AssertFails("PB2007", "does not exist", "no\0where.onnx");
    }

    [TestMethod]
    public void AFolderIsNoModel() => AssertFails("PB2001", "it is a folder", folder.Path);

    [TestMethod]
    public void AnEmptyFileIsNoModel() => AssertFails("PB2001", "it is empty", Save([]));

    [TestMethod]
    public void ALfsPointerIsNamedAsSuch() =>
        AssertFails("PB2003", "git lfs pull", Save("version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n"u8.ToArray()));

    [TestMethod]
    [DataRow("{ \"this\": \"is JSON\" }")]
    [DataRow("<html>404</html>")]
    [DataRow("PK\u0003\u0004 zip")]
    public void FilesOfOtherFormatsAreNotModels(string content) =>
        AssertFails("PB2001", "cannot be read", Save(System.Text.Encoding.UTF8.GetBytes(content)));

    [TestMethod]
    public void ATruncatedFileIsDamagedWhereverItIsCut()
    {
        var whole = Tiny().ToByteArray();
        for (var length = 1; length < whole.Length; length++)
        {
            var read = OnnxReader.Parse(whole.AsMemory(0, length));
            if (read.IsOk)
                Assert.IsLessThan(whole.Length, read.Value.Proto.CalculateSize(), "Only a cut between two fields may go unnoticed.");
            else
                Assert.AreEqual("PB2001", read.Diagnostics[0].Code);
        }
    }

    [TestMethod]
    public void AModelWithoutAGraphIsNoModel() =>
        AssertFails("PB2001", "no graph", Save(new ModelProto { IrVersion = 8, ProducerName = "none" }.ToByteArray()));

    [TestMethod]
    public void BodiesNestedWithoutEndAreDamageAndNoStackOverflow()
    {
        // 300 length-delimited fields, each the only content of the one before: graph, node, attribute, graph, …
        var bytes = Array.Empty<byte>();
        byte[] tags = [7 << 3 | 2, 1 << 3 | 2, 5 << 3 | 2, 6 << 3 | 2];
        for (var level = 300; level >= 0; level--)
            bytes = [tags[level == 0 ? 0 : 1 + (level - 1) % 3], .. Varint(bytes.Length), .. bytes];
        AssertFails("PB2001", "levels of nesting", Save(bytes));
    }

    [TestMethod]
    public void GroupsNestedWithoutEndAreDamageAndNoStackOverflow() =>
        AssertFails("PB2001", "cannot be read", Save([.. Enumerable.Repeat((byte)(9 << 3 | 3), 100_000)]));

    [TestMethod]
    public void EveryBrokenTensorIsNamedUpToAFewDozen()
    {
        var builder = new ModelBuilder();
        for (var i = 0; i < 100; i++)
        {
            var tensor = TensorProtos.Create($"broken{i}", [1f, 2]);
            tensor.Dims[0] = 3;
            builder.Initializer(tensor);
        }
        var read = OnnxReader.Parse(builder.Build().Proto.ToByteArray());
        Assert.HasCount(20, read.Diagnostics);
        Assert.AreEqual("PB2005", read.Diagnostics[0].Code);
        Assert.Contains("'broken0'", read.Diagnostics[0].Message);
        Assert.Contains("8 bytes where its dims need 12", read.Diagnostics[0].Message);
    }

    [TestMethod]
    [DataRow(new long[] { -1 })]
    [DataRow(new long[] { long.MinValue, 2 })]
    [DataRow(new long[] { 1L << 62, 1L << 62 })]
    [DataRow(new long[] { 1L << 40 })]
    public void ImpossibleDimsAllocateNothing(long[] dims)
    {
        var proto = new ModelBuilder().Initializer(new TensorProto { Name = "w", DataType = 1, Dims = { dims } }).Build().Proto;
        Assert.AreEqual("PB2005", OnnxReader.Parse(proto.ToByteArray()).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void TensorsInBodiesAttributesSparseInitializersAndFunctionsAreChecked()
    {
        var broken = new TensorProto { Name = "broken", DataType = 1, Dims = { 2 } };
        var body = new GraphProto { Initializer = { broken } };
        var holder = new NodeProto { Attribute = { ModelBuilder.Attribute("value", broken) } };
        var models = new[]
        {
            new ModelBuilder().Node("If", ["c"], ["y"], ("then_branch", body)).Build().Proto,
            new ModelBuilder().Node("Constant", [], ["y"], ("value", broken)).Build().Proto,
            With(model => model.Graph.SparseInitializer.Add(new SparseTensorProto { Values = broken })),
            With(model => model.Functions.Add(new FunctionProto { Node = { holder } })),
            With(model => model.TrainingInfo.Add(new TrainingInfoProto { Algorithm = body })),
        };
        foreach (var model in models)
            Assert.AreEqual("PB2005", OnnxReader.Parse(model.ToByteArray()).Diagnostics.Single().Code);
    }

    [TestMethod]
    public void AFileOfMoreThanTwoGigabytesIsNotReadAtAll()
    {
        var path = folder.File("large.onnx");
        using (var file = File.Create(path))
            file.SetLength((long)int.MaxValue + 1);
        AssertFails("PB2006", "external data", path);
    }

    [TestMethod]
    public void TheDiagnosticIsAboutTheFile()
    {
        var path = Save([]);
        Assert.AreEqual(path, OnnxReader.Read(path).Diagnostics.Single().Location!.File);
    }

    [TestMethod]
    public void FieldsThatTheSchemaDoesNotKnowSurvive()
    {
        // Field 4000, text "later", in the model and in the graph.
        byte[] unknown = [.. Varint((4000 << 3) | 2), 5, .. "later"u8];
        byte[] graph = [.. Tiny().Graph.ToByteArray(), .. unknown];
        byte[] bytes = [8, 8, 7 << 3 | 2, .. Varint(graph.Length), .. graph, .. unknown];
        var model = OnnxReader.Parse(bytes).Value!;
        CollectionAssert.AreEqual(bytes, model.Proto.ToByteArray());
        var edited = Onnx.Editing.GraphEdits.WithGraph(model, Onnx.Editing.GraphEdits.RemoveDead(model.Graph));
        Assert.HasCount(bytes.Length, edited.Proto.ToByteArray());
    }

    private static ModelProto Tiny() => new ModelBuilder()
        .Input("x", ElementType.Float, 1, 2).Weight("w", 1, 2, 2).Node("MatMul", ["x", "w"], ["y"]).Output("y").Build().Proto;

    private static ModelProto With(Action<ModelProto> change)
    {
        var proto = Tiny();
        change(proto);
        return proto;
    }

    private static byte[] Varint(int value) =>
        value < 128 ? [(byte)value] : [(byte)(value & 127 | 128), .. Varint(value >> 7)];

    private string Save(byte[] bytes)
    {
        var path = folder.File("model.onnx");
        File.WriteAllBytes(path, bytes);
        return path;
    }

    private static void AssertFails(string code, string fragment, string path)
    {
        var read = OnnxReader.Read(path);
        Assert.IsFalse(read.IsOk);
        Assert.AreEqual(code, read.Diagnostics[0].Code);
        Assert.Contains(fragment, read.Diagnostics[0].Message);
    }
}
