using PruneBuild.Onnx;

namespace PruneBuild.Inference.Probing;

/// <summary>One random input.</summary>
internal static class SampleTensor
{
    /// <summary>Elements that suit an input of this name and type.</summary>
    /// <param name="name">Input name: masks are ones, position ids count along the last axis.</param>
    /// <param name="type">Element type.</param>
    /// <param name="shape">Sizes.</param>
    /// <param name="ids">Rows of the table that integers index; null when they index none.</param>
    /// <param name="random">Where the elements come from.</param>
    public static Tensor Create(string name, ElementType type, ValueList<long> shape, long? ids, Random random)
    {
        var count = shape.Aggregate(1L, (product, size) => checked(product * size));
        var last = shape.Count == 0 ? 1 : Math.Max(1, shape[^1]);
        var isMask = name.Contains("mask", StringComparison.OrdinalIgnoreCase);
        var isPosition = name.Contains("position", StringComparison.OrdinalIgnoreCase);
        var numbers = new double[count];
        for (var i = 0; i < numbers.Length; i++)
        {
            numbers[i] = isMask ? 1
                : type.IsFloat() ? Normal(random)
                : isPosition ? i % last % (ids ?? last)
                : random.NextInt64(ids ?? 2);
        }

        return Encode(type, shape, numbers);
    }

    /// <summary>The same element everywhere.</summary>
    public static Tensor Filled(ElementType type, ValueList<long> shape, double value) =>
        Encode(type, shape, [.. Enumerable.Repeat(value, checked((int)shape.Aggregate(1L, (product, size) => checked(product * size))))]);

    /// <summary>True for the types that <see cref="Create" /> makes.</summary>
    public static bool CanBe(ElementType type) => type.IsFloat() || type is ElementType.Bool
        or ElementType.Int8 or ElementType.Int16 or ElementType.Int32 or ElementType.Int64
        or ElementType.UInt8 or ElementType.UInt16 or ElementType.UInt32 or ElementType.UInt64;

    private static Tensor Encode(ElementType type, ValueList<long> shape, double[] numbers) => type switch
    {
        ElementType.Float => Of(type, shape, Array.ConvertAll(numbers, x => (float)x)),
        ElementType.Double => Of(type, shape, numbers),
        ElementType.Float16 => Of(type, shape, Array.ConvertAll(numbers, x => (Half)x)),
        ElementType.BFloat16 => Of(type, shape, Array.ConvertAll(numbers, x => (ushort)(BitConverter.SingleToUInt32Bits((float)x) >> 16))),
        ElementType.Int64 or ElementType.UInt64 => Of(type, shape, Array.ConvertAll(numbers, x => (long)x)),
        ElementType.Int32 or ElementType.UInt32 => Of(type, shape, Array.ConvertAll(numbers, x => (int)x)),
        ElementType.Int16 or ElementType.UInt16 => Of(type, shape, Array.ConvertAll(numbers, x => (short)x)),
        ElementType.Int8 or ElementType.UInt8 or ElementType.Bool => Of(type, shape, Array.ConvertAll(numbers, x => (byte)x)),
        _ => throw new NotSupportedException($"No sample can be made of {type}."),
    };

    private static Tensor Of<T>(ElementType type, ValueList<long> shape, T[] values)
        where T : unmanaged => Tensor.Of(type, values, shape.Span);

    // Box and Muller's method: two uniform numbers make a normal one.
    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
