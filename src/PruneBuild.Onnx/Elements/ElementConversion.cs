using System.Numerics;

namespace PruneBuild.Onnx.Elements;

/// <summary>Elements of any type as floats or as 64-bit integers, and back.</summary>
internal static class ElementConversion
{
    public static float[] ToFloats(Tensor tensor) => tensor.Type switch
    {
        ElementType.Float16 => Cast<Half, float>(tensor),
        ElementType.BFloat16 => FromBFloat16(tensor),
        ElementType.Float4E2M1 => FromPacked(tensor, 4),
        ElementType.Float8E4M3FN or ElementType.Float8E4M3FNUZ or ElementType.Float8E5M2 or ElementType.Float8E5M2FNUZ
            or ElementType.Float8E8M0 => FromPacked(tensor, 8),
        _ => ToNumbers<float>(tensor),
    };

    public static long[] ToInt64s(Tensor tensor) => tensor.Type switch
    {
        ElementType.Float or ElementType.Double => throw Unsupported(tensor, "integers"),
        _ => ToNumbers<long>(tensor),
    };

    /// <summary>The bytes of floats rounded to a float type, to nearest with ties to even.</summary>
    public static byte[] FromFloats(ElementType type, ReadOnlySpan<float> values) => type switch
    {
        ElementType.Float => LittleEndian.Bytes(values),
        ElementType.Double => Rounded(values, value => (double)value),
        ElementType.Float16 => Rounded(values, value => (Half)value),
        ElementType.BFloat16 => Rounded(values, SmallFloats.ToBFloat16),
        _ => throw new ArgumentException($"Floats cannot be kept as {type}.", nameof(type)),
    };

    private static T[] ToNumbers<T>(Tensor tensor)
        where T : unmanaged, INumberBase<T> => tensor.Type switch
        {
            ElementType.Float => Cast<float, T>(tensor),
            ElementType.Double => Cast<double, T>(tensor),
            ElementType.UInt8 => Cast<byte, T>(tensor),
            ElementType.Int8 => Cast<sbyte, T>(tensor),
            ElementType.UInt16 => Cast<ushort, T>(tensor),
            ElementType.Int16 => Cast<short, T>(tensor),
            ElementType.UInt32 => Cast<uint, T>(tensor),
            ElementType.Int32 => Cast<int, T>(tensor),
            ElementType.UInt64 => Cast<ulong, T>(tensor),
            ElementType.Int64 => Cast<long, T>(tensor),
            ElementType.Bool => FromBooleans<T>(tensor),
            ElementType.UInt4 or ElementType.UInt2 => FromPacked<T>(tensor, PackedBits.Unsigned),
            ElementType.Int4 or ElementType.Int2 => FromPacked<T>(tensor, PackedBits.Signed),
            _ => throw Unsupported(tensor, "numbers"),
        };

    private static TTo[] Cast<TFrom, TTo>(Tensor tensor)
        where TFrom : unmanaged, INumberBase<TFrom>
        where TTo : unmanaged, INumberBase<TTo>
    {
        var from = tensor.As<TFrom>();
        var to = new TTo[from.Length];
        for (var i = 0; i < to.Length; i++)
            to[i] = TTo.CreateChecked(from[i]);
        return to;
    }

    private static T[] FromBooleans<T>(Tensor tensor)
        where T : unmanaged, INumberBase<T>
    {
        var from = tensor.Bytes;
        var to = new T[from.Length];
        for (var i = 0; i < to.Length; i++)
            to[i] = from[i] == 0 ? T.Zero : T.One;
        return to;
    }

    private static T[] FromPacked<T>(Tensor tensor, Func<ReadOnlySpan<byte>, long, int, int> read)
        where T : unmanaged, INumberBase<T>
    {
        var width = Tensor.BitWidth(tensor.Type);
        var to = new T[tensor.Count];
        for (var i = 0; i < to.Length; i++)
            to[i] = T.CreateChecked(read(tensor.Bytes, i, width));
        return to;
    }

    private static float[] FromPacked(Tensor tensor, int width)
    {
        var values = SmallFloats.Values(tensor.Type);
        var to = new float[tensor.Count];
        for (var i = 0; i < to.Length; i++)
            to[i] = values[PackedBits.Unsigned(tensor.Bytes, i, width)];
        return to;
    }

    private static float[] FromBFloat16(Tensor tensor)
    {
        var from = tensor.As<ushort>();
        var to = new float[from.Length];
        for (var i = 0; i < to.Length; i++)
            to[i] = SmallFloats.FromBFloat16(from[i]);
        return to;
    }

    private static byte[] Rounded<T>(ReadOnlySpan<float> values, Func<float, T> round)
        where T : unmanaged
    {
        var rounded = new T[values.Length];
        for (var i = 0; i < rounded.Length; i++)
            rounded[i] = round(values[i]);
        return LittleEndian.Bytes<T>(rounded);
    }

    private static InvalidOperationException Unsupported(Tensor tensor, string what) =>
        new($"A tensor of {tensor.Type} does not hold {what}.");
}
