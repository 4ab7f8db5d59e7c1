using PruneBuild.Onnx;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>Tensors of whole numbers out of numbers of any type.</summary>
internal static class WholeNumbers
{
    /// <summary>True for the types of whole numbers, truth values included.</summary>
    public static bool Are(ElementType type) =>
        type is ElementType.Bool or ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16
            or ElementType.Int32 or ElementType.UInt32 or ElementType.Int64 or ElementType.UInt64;

    /// <summary>A tensor's numbers; null when one of them is no whole number.</summary>
    public static long[]? Exactly(Tensor tensor)
    {
        if (Are(tensor.Type))
            return tensor.ToInt64s();
        var values = Numbers.ToDoubles(tensor);
        return Array.TrueForAll(values, value => value == Math.Truncate(value) && Math.Abs(value) < long.MaxValue)
            ? Array.ConvertAll(values, value => (long)value)
            : null;
    }

    /// <summary>A tensor's numbers without what is behind their points, as ONNX's Cast does it.</summary>
    public static long[] Truncated(Tensor tensor) =>
        Are(tensor.Type) ? tensor.ToInt64s() : Array.ConvertAll(Numbers.ToDoubles(tensor), value => double.IsNaN(value) ? 0 : (long)value);

    /// <summary>True when a type holds a number.</summary>
    public static bool Fits(ElementType type, long number) => type switch
    {
        ElementType.Bool => number is 0 or 1,
        ElementType.Int8 => number is >= sbyte.MinValue and <= sbyte.MaxValue,
        ElementType.UInt8 => number is >= byte.MinValue and <= byte.MaxValue,
        ElementType.Int16 => number is >= short.MinValue and <= short.MaxValue,
        ElementType.UInt16 => number is >= ushort.MinValue and <= ushort.MaxValue,
        ElementType.Int32 => number is >= int.MinValue and <= int.MaxValue,
        ElementType.UInt32 => number is >= uint.MinValue and <= uint.MaxValue,
        ElementType.UInt64 => number >= 0,
        _ => true,
    };

    /// <summary>Numbers as a tensor; those that its type does not hold wrap around, truth values are whether they are 0.</summary>
    public static Tensor Tensor(ElementType type, long[] numbers, ValueList<long> shape) => type switch
    {
        ElementType.Bool => Of(type, Array.ConvertAll(numbers, number => (byte)(number == 0 ? 0 : 1)), shape),
        ElementType.Int8 => Of(type, Array.ConvertAll(numbers, number => unchecked((sbyte)number)), shape),
        ElementType.UInt8 => Of(type, Array.ConvertAll(numbers, number => unchecked((byte)number)), shape),
        ElementType.Int16 => Of(type, Array.ConvertAll(numbers, number => unchecked((short)number)), shape),
        ElementType.UInt16 => Of(type, Array.ConvertAll(numbers, number => unchecked((ushort)number)), shape),
        ElementType.Int32 => Of(type, Array.ConvertAll(numbers, number => unchecked((int)number)), shape),
        ElementType.UInt32 => Of(type, Array.ConvertAll(numbers, number => unchecked((uint)number)), shape),
        _ => Of(type, numbers, shape),
    };

    private static Tensor Of<T>(ElementType type, T[] values, ValueList<long> shape)
        where T : unmanaged => new(type, shape, Onnx.Tensor.Of(type, values).Memory);
}
