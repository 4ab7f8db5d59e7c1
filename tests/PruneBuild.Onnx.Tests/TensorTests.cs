namespace PruneBuild.Onnx.Tests;

[TestClass]
public sealed class TensorTests
{
    [TestMethod]
    public void BytesThatDoNotFitTheShapeAreRefused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => new Tensor(ElementType.Float, [2], new byte[7]));
        Assert.ThrowsExactly<ArgumentException>(() => new Tensor(ElementType.Float, [-1], default));
        Assert.ThrowsExactly<ArgumentException>(() => new Tensor(ElementType.Float, [long.MaxValue, 2], default));
        Assert.ThrowsExactly<ArgumentException>(() => new Tensor(ElementType.String, [0], default));
    }

    [TestMethod]
    [DataRow(ElementType.Int4, 3, 2)]
    [DataRow(ElementType.UInt2, 5, 2)]
    [DataRow(ElementType.Float, 3, 12)]
    [DataRow(ElementType.Complex128, 2, 32)]
    [DataRow(ElementType.Bool, 0, 0)]
    public void ElementsBelowAByteArePacked(ElementType type, long count, long bytes) =>
        Assert.AreEqual(bytes, Tensor.ByteCount(type, count));

    [TestMethod]
    public void EveryElementTypeButStringsHasAWidth()
    {
        foreach (var type in Enum.GetValues<ElementType>().Except([ElementType.Undefined, ElementType.String]))
            Assert.IsGreaterThan(0, Tensor.BitWidth(type), type.ToString());
        Assert.ThrowsExactly<ArgumentException>(() => Tensor.BitWidth(ElementType.String));
    }

    [TestMethod]
    public void AReshapedTensorSharesItsBytes()
    {
        var tensor = Tensor.Of([1f, 2, 3, 4], 2, 2);
        var flat = tensor.Reshape(4);
        Assert.AreEqual([4], flat.Shape);
        Assert.IsTrue(tensor.Bytes == flat.Bytes);
        Assert.ThrowsExactly<ArgumentException>(() => tensor.Reshape(5));
    }

    [TestMethod]
    public void AScalarHasOneElementAndNoAxis()
    {
        var scalar = Tensor.Scalar(ElementType.Float, 2f);
        Assert.AreEqual(0, scalar.Rank);
        Assert.AreEqual(1, scalar.Count);
        Assert.AreEqual(2f, scalar.As<float>()[0]);
    }
}
