using System.Runtime.InteropServices;
using PruneBuild.Onnx.Elements;

namespace PruneBuild.Onnx.Tests.Elements;

[TestClass]
public sealed class AlignedBytesTests
{
    [TestMethod]
    [DataRow(0)]
    [DataRow(7)]
    [DataRow(100_003)]
    [DataRow(1_000_000)]
    public void ACopyHasTheSameBytes(int length)
    {
        var bytes = Enumerable.Range(0, length).Select(i => (byte)(i * 31)).ToArray();

        CollectionAssert.AreEqual(bytes, AlignedBytes.Copy(bytes).ToArray());
    }

    [TestMethod]
    public void LargeMemoryLiesWhereVectorsBeginWhateverElseIsKept()
    {
        for (var length = 100_000; length < 100_064; length += 3)
        {
            var memory = AlignedBytes.Allocate(length);
            Assert.IsTrue(MemoryMarshal.TryGetArray<byte>(memory, out var place));
            Assert.AreEqual(0, Marshal.UnsafeAddrOfPinnedArrayElement(place.Array!, place.Offset) % AlignedBytes.Alignment);
            Assert.AreEqual(length, memory.Length);
        }
    }
}
