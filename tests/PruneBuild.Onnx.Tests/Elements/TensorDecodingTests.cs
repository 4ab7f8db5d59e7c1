using Google.Protobuf;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Tests.Elements;

[TestClass]
public sealed class TensorDecodingTests
{
    private static readonly OnnxModel Model = new(new());

    [TestMethod]
    public void TypedFieldsAreReadIntoTheSameBytesAsRawData()
    {
        AssertFloats(new() { DataType = 1, FloatData = { 1, 2 } }, 1, 2);
        AssertFloats(new() { DataType = 11, DoubleData = { 1, 2 } }, 1, 2);
        AssertFloats(new() { DataType = 10, Int32Data = { 0x3C00, 0xC000 } }, 1, -2);
        AssertFloats(new() { DataType = 16, Int32Data = { 0x3F80, 0xC000 } }, 1, -2);
        AssertFloats(new() { DataType = 17, Int32Data = { 0x38, 0xB8 } }, 1, -1);
        AssertFloats(new() { DataType = 6, Int32Data = { 1, -2 } }, 1, -2);
        AssertFloats(new() { DataType = 3, Int32Data = { 1, -2 } }, 1, -2);
        AssertFloats(new() { DataType = 5, Int32Data = { 1, -2 } }, 1, -2);
        AssertFloats(new() { DataType = 2, Int32Data = { 1, 200 } }, 1, 200);
        AssertFloats(new() { DataType = 4, Int32Data = { 1, 60000 } }, 1, 60000);
        AssertFloats(new() { DataType = 9, Int32Data = { 1, 0 } }, 1, 0);
        AssertFloats(new() { DataType = 7, Int64Data = { 1, -2 } }, 1, -2);
        AssertFloats(new() { DataType = 12, Uint64Data = { 1, uint.MaxValue } }, 1, uint.MaxValue);
        AssertFloats(new() { DataType = 13, Uint64Data = { 1, 2 } }, 1, 2);
        AssertFloats(new() { DataType = 22, Int32Data = { 0xE1 } }, 1, -2);
    }

    [TestMethod]
    public void ComplexElementsTakeTwoEntriesEach()
    {
        var single = Model.Read(new() { DataType = 14, Dims = { 2 }, FloatData = { 1, 2, 3, 4 } });
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4 }, single.As<float>().ToArray());
        var twice = Model.Read(new() { DataType = 15, Dims = { 1 }, DoubleData = { 1, 2 } });
        CollectionAssert.AreEqual(new double[] { 1, 2 }, twice.As<double>().ToArray());
    }

    [TestMethod]
    public void RawBytesAreSharedAndNotCopied()
    {
        var proto = TensorProtos.Create("w", [1f, 2, 3]);
        Assert.IsTrue(proto.RawData.Span == Model.Read(proto).Bytes);
    }

    [TestMethod]
    public void ATensorWithoutDimsIsAScalar()
    {
        var tensor = Model.Read(TensorProtos.Scalar("s", 3L));
        Assert.AreEqual(0, tensor.Rank);
        Assert.AreEqual(3L, tensor.ToInt64s().Single());
    }

    [TestMethod]
    public void StringsAreNotRead() =>
        Assert.ThrowsExactly<InvalidDataException>(() => Model.Read(TensorProtos.Strings("s", ["a", "ö"])));

    [TestMethod]
    public void MalformedTensorsAreNotRead()
    {
        AssertMalformed(new() { DataType = 0, Dims = { 1 } });
        AssertMalformed(new() { DataType = 99, Dims = { 1 } });
        AssertMalformed(new() { DataType = 1, Dims = { 2 }, RawData = ByteString.CopyFrom(new byte[7]) });
        AssertMalformed(new() { DataType = 1, Dims = { -1 }, RawData = ByteString.Empty });
        AssertMalformed(new() { DataType = 1, Dims = { 3 }, FloatData = { 1, 2 } });
        AssertMalformed(new() { DataType = 1, Dims = { 2 }, DoubleData = { 1, 2 } });
        AssertMalformed(new() { DataType = 1, Dims = { long.MaxValue, 4 } });
        AssertMalformed(new() { DataType = 11, Dims = { long.MaxValue } });
        AssertMalformed(new() { DataType = 1, Dims = { 1 }, FloatData = { 1 }, Segment = new() { Begin = 0, End = 1 } });
        AssertMalformed(new() { DataType = 8, Dims = { 2 }, StringData = { ByteString.CopyFromUtf8("one") } });
    }

    [TestMethod]
    public void AnEmptyTensorWithHugeDimsIsEmpty() =>
        Assert.AreEqual(0, Model.Read(new() { DataType = 1, Dims = { long.MaxValue, long.MaxValue, 0 } }).Count);

    private static void AssertFloats(TensorProto proto, params float[] expected)
    {
        proto.Dims.Add(expected.Length);
        CollectionAssert.AreEqual(expected, Model.Read(proto).ToFloats(), ((ElementType)proto.DataType).ToString());
    }

    private static void AssertMalformed(TensorProto proto) => Assert.ThrowsExactly<InvalidDataException>(() => Model.Read(proto));
}
