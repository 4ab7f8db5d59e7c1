using System.Buffers;
using System.Runtime.CompilerServices;
using Microsoft.ML.OnnxRuntime;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Tests.Sessions;

[TestClass]
public sealed class FeedsTests
{
    [TestMethod]
    [DataRow(ElementType.Complex64)]
    [DataRow(ElementType.Float8E8M0)]
    public void NothingStaysPinnedWhereOnnxRuntimeDoesNotTakeAnInput(ElementType type)
    {
        var memory = new CountedPins();
        var inputs = new Dictionary<string, Tensor>
        {
            ["a"] = new(ElementType.UInt8, [8], memory.Memory),
            ["b"] = new(type, [64 / Tensor.BitWidth(type)], memory.Memory),
        };

        Assert.Throws<OnnxRuntimeException>(() => new Feeds(["a", "b"], inputs, new Dictionary<string, TextTensor>(), aligned: false));

        Assert.AreEqual(0, memory.Pinned);
    }

    private sealed class CountedPins : MemoryManager<byte>
    {
        private static readonly byte[] Bytes = GC.AllocateArray<byte>(8, pinned: true);

        public int Pinned { get; private set; }

        public override Span<byte> GetSpan() => Bytes;

        public override unsafe MemoryHandle Pin(int elementIndex = 0)
        {
            Pinned++;
            return new MemoryHandle(Unsafe.AsPointer(ref Bytes[0]), default, this);
        }

        public override void Unpin() => Pinned--;

        protected override void Dispose(bool disposing)
        {
        }
    }
}
