using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Elements;

[TestClass]
public sealed class ElementConversionTests
{
    [TestMethod]
    public void IntegersOfEveryWidthBecomeFloatsAndLongs()
    {
        AssertNumbers(Tensor.Of<byte>(ElementType.UInt8, [0, 255]), 0, 255);
        AssertNumbers(Tensor.Of<sbyte>(ElementType.Int8, [-128, 127]), -128, 127);
        AssertNumbers(Tensor.Of<ushort>(ElementType.UInt16, [0, 65535]), 0, 65535);
        AssertNumbers(Tensor.Of<short>(ElementType.Int16, [-32768, 32767]), -32768, 32767);
        AssertNumbers(Tensor.Of<uint>(ElementType.UInt32, [0, uint.MaxValue]), 0, uint.MaxValue);
        AssertNumbers(Tensor.Of<int>(ElementType.Int32, [int.MinValue, 7]), int.MinValue, 7);
        AssertNumbers(Tensor.Of<ulong>(ElementType.UInt64, [3, 1UL << 40]), 3, 1L << 40);
        AssertNumbers(Tensor.Of([-5L, 1L << 40]), -5, 1L << 40);
        AssertNumbers(Tensor.Of<byte>(ElementType.Bool, [0, 1, 2]), 0, 1, 1);
    }

    [TestMethod]
    public void PackedIntegersComeLowBitsFirst()
    {
        AssertNumbers(new(ElementType.UInt4, [3], new byte[] { 0xF1, 0x07 }), 1, 15, 7);
        AssertNumbers(new(ElementType.Int4, [3], new byte[] { 0xF1, 0x08 }), 1, -1, -8);
        AssertNumbers(new(ElementType.UInt2, [5], new byte[] { 0b11_10_01_00, 0b10 }), 0, 1, 2, 3, 2);
        AssertNumbers(new(ElementType.Int2, [5], new byte[] { 0b11_10_01_00, 0b10 }), 0, 1, -2, -1, -2);
    }

    [TestMethod]
    public void AnUnsignedNumberThatDoesNotFitIsNotCutOff() =>
        Assert.ThrowsExactly<OverflowException>(() => Tensor.Of<ulong>(ElementType.UInt64, [ulong.MaxValue]).ToInt64s());

    [TestMethod]
    [DataRow(ElementType.Float)]
    [DataRow(ElementType.Double)]
    [DataRow(ElementType.Float16)]
    [DataRow(ElementType.BFloat16)]
    [DataRow(ElementType.Float8E4M3FN)]
    [DataRow(ElementType.Complex64)]
    public void FloatsAreNoIntegers(ElementType type) =>
        Assert.ThrowsExactly<InvalidOperationException>(() => new Tensor(type, [0], default).ToInt64s());

    [TestMethod]
    public void HalvesBfloatsAndDoublesBecomeFloats()
    {
        CollectionAssert.AreEqual(new[] { 1.5f, -2f }, Tensor.Of<Half>(ElementType.Float16, [(Half)1.5f, (Half)(-2f)]).ToFloats());
        CollectionAssert.AreEqual(new[] { 1f, -2.5f }, Tensor.Of<ushort>(ElementType.BFloat16, [0x3F80, 0xC020]).ToFloats());
        CollectionAssert.AreEqual(new[] { 0.1f }, Tensor.Of<double>(ElementType.Double, [0.1]).ToFloats());
    }

    [TestMethod]
    [DataRow(ElementType.Float8E4M3FN, new[] { 0x00, 0x01, 0x08, 0x38, 0x7E, 0x7F }, new[] { 0, 1f / 512, 1f / 64, 1, 448, float.NaN })]
    [DataRow(ElementType.Float8E4M3FNUZ, new[] { 0x00, 0x01, 0x40, 0x7F, 0x80, 0xC0 }, new[] { 0, 1f / 1024, 1, 240, float.NaN, -1 })]
    [DataRow(ElementType.Float8E5M2, new[] { 0x01, 0x3C, 0x7B, 0x7D }, new[] { 1f / 65536, 1, 57344, float.NaN })]
    [DataRow(ElementType.Float8E5M2, new[] { 0x7C, 0xFC }, new[] { float.PositiveInfinity, float.NegativeInfinity })]
    [DataRow(ElementType.Float8E5M2FNUZ, new[] { 0x01, 0x40, 0x7F, 0x80 }, new[] { 1f / 131072, 1, 57344, float.NaN })]
    [DataRow(ElementType.Float8E8M0, new[] { 0x7F, 0x80, 0x7E, 0x00, 0xFF }, new[] { 1, 2, 0.5f, 5.877472e-39f, float.NaN })]
    public void FloatsOfEightBitsFollowTheirSpecifications(ElementType type, int[] bits, float[] expected) =>
        CollectionAssert.AreEqual(expected, Tensor.Of<byte>(type, [.. bits.Select(value => (byte)value)]).ToFloats());

    [TestMethod]
    public void AllSixteenFloatsOfFourBits()
    {
        var tensor = new Tensor(ElementType.Float4E2M1, [16], new byte[] { 0x10, 0x32, 0x54, 0x76, 0x98, 0xBA, 0xDC, 0xFE });
        CollectionAssert.AreEqual(
            new[] { 0, 0.5f, 1, 1.5f, 2, 3, 4, 6, -0f, -0.5f, -1, -1.5f, -2, -3, -4, -6 },
            tensor.ToFloats());
    }

    [TestMethod]
    public void FloatsAreRoundedToNearestWithTiesToEven()
    {
        // 1 + 2⁻⁸ lies between two bfloat16 numbers: it goes to 1, and 1 + 3·2⁻⁸ to 1 + 2⁻⁶.
        var bfloats = Tensor.OfFloats(
            ElementType.BFloat16, [1 + 1f / 256, 1 + 3f / 256, float.NaN, float.PositiveInfinity, float.MaxValue]);
        CollectionAssert.AreEqual(
            new[] { 1, 1 + 4f / 256, float.NaN, float.PositiveInfinity, float.PositiveInfinity },
            bfloats.ToFloats());
        CollectionAssert.AreEqual(new[] { 1f, 65504f }, Tensor.OfFloats(ElementType.Float16, [1 + 1f / 2048, 65504]).ToFloats());
    }

    [TestMethod]
    [DataRow(ElementType.Float)]
    [DataRow(ElementType.Double)]
    [DataRow(ElementType.Float16)]
    [DataRow(ElementType.BFloat16)]
    public void ConvertingBackAndForthChangesNothing(ElementType type)
    {
        var once = Tensor.OfFloats(type, SeededValues.Floats(1, 100), 10, 10);
        var twice = Tensor.OfFloats(type, once.ToFloats(), 10, 10);
        Assert.IsTrue(once.Bytes.SequenceEqual(twice.Bytes));
        Close.AreClose(SeededValues.Floats(1, 100), once.ToFloats(), 1.0 / 256);
    }

    [TestMethod]
    public void FloatsAreNotKeptAsIntegers() =>
        Assert.ThrowsExactly<ArgumentException>(() => Tensor.OfFloats(ElementType.Int8, [1f]));

    private static void AssertNumbers(Tensor tensor, params long[] expected)
    {
        CollectionAssert.AreEqual(expected, tensor.ToInt64s(), tensor.Type.ToString());
        CollectionAssert.AreEqual(expected.Select(number => (float)number).ToArray(), tensor.ToFloats(), tensor.Type.ToString());
    }
}
