using PruneBuild.Testing;

namespace PruneBuild.Onnx.Tests.Elements;

[TestClass]
public sealed class ElementSelectionTests
{
    private static readonly long[] Shape = [3, 4, 5];

    public static IEnumerable<object[]> TypesAndAxes =>
        from type in Enum.GetValues<ElementType>()
        where type is not (ElementType.Undefined or ElementType.String)
        from axis in new[] { 0, 1, 2 }
        select new object[] { type, axis };

    [TestMethod]
    [DynamicData(nameof(TypesAndAxes))]
    public void SlicesAreTakenInTheOrderAsked(ElementType type, int axis)
    {
        int[] indices = [2, 0, 0, 1];
        var tensor = new Tensor(type, Shape.ToValueList(), Bytes(Tensor.ByteCount(type, 60)));
        var taken = tensor.Take(axis, indices);

        var expectedShape = Shape.ToArray();
        expectedShape[axis] = indices.Length;
        Assert.AreEqual(expectedShape.ToValueList(), taken.Shape);
        var next = 0;
        foreach (var position in Positions(expectedShape))
        {
            position[axis] = indices[position[axis]];
            var from = position.Zip(Shape).Aggregate(0L, (flat, axisPair) => flat * axisPair.Second + axisPair.First);
            Assert.AreEqual(Element(tensor, from), Element(taken, next++), $"Element {next - 1}");
        }
    }

    [TestMethod]
    public void NoIndicesGiveAnEmptyTensor()
    {
        var taken = Tensor.Of(new float[6], 2, 3).Take(1, []);
        Assert.AreEqual([2, 0], taken.Shape);
        Assert.AreEqual(0, taken.Bytes.Length);
    }

    [TestMethod]
    public void AnEmptyTensorGivesEmptySlices() => Assert.AreEqual([0, 1], Tensor.Of(Array.Empty<float>(), 0, 3).Take(1, [2]).Shape);

    [TestMethod]
    [DataRow(2, 0)]
    [DataRow(-1, 0)]
    [DataRow(0, 2)]
    [DataRow(0, -1)]
    public void AnAxisOrIndexOutsideIsRefused(int axis, int index) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Tensor.Of(new float[4], 2, 2).Take(axis, [index]));

    private static IEnumerable<long[]> Positions(long[] shape) =>
        from i in Enumerable.Range(0, (int)shape[0])
        from j in Enumerable.Range(0, (int)shape[1])
        from k in Enumerable.Range(0, (int)shape[2])
        select new long[] { i, j, k };

    private static ulong Element(Tensor tensor, long index)
    {
        var width = Tensor.BitWidth(tensor.Type);
        var value = 0UL;
        for (var bit = 0; bit < width; bit++)
        {
            var position = index * width + bit;
            value = (value << 7) ^ (value >> 57) ^ (ulong)((tensor.Bytes[(int)(position / 8)] >> (int)(position % 8)) & 1);
        }
        return value;
    }

    private static byte[] Bytes(long count) => [.. SeededValues.Integers(5, (int)count, 256).Select(value => (byte)value)];
}
