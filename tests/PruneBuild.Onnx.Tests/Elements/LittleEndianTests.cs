using PruneBuild.Onnx.Elements;

namespace PruneBuild.Onnx.Tests.Elements;

[TestClass]
public sealed class LittleEndianTests
{
    [TestMethod]
    public void ReversalTurnsEveryElementAndNotTheirOrder()
    {
        byte[] bytes = [1, 2, 3, 4, 5, 6];
        LittleEndian.Reverse(bytes, 2);
        CollectionAssert.AreEqual(new byte[] { 2, 1, 4, 3, 6, 5 }, bytes);
    }

    [TestMethod]
    public void BytesComeLowestFirstOnEveryMachine()
    {
        CollectionAssert.AreEqual(new byte[] { 4, 3, 2, 1 }, LittleEndian.Bytes<int>([0x01020304]));
        Assert.AreEqual(0x01020304, LittleEndian.Values<int>([4, 3, 2, 1])[0]);
    }
}
