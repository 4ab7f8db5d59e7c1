using PruneBuild.Onnx.Elements;

namespace PruneBuild.Onnx;

/// <summary>A read-only dense tensor: type, shape and little-endian bytes in row-major order; often a view of a mapped file.</summary>
public sealed class Tensor
{
    private readonly ReadOnlyMemory<byte> bytes;

    /// <summary>A tensor over these bytes; nothing is copied.</summary>
    /// <param name="type">Element type; not a string.</param>
    /// <param name="shape">Sizes, outermost first; empty for a scalar.</param>
    /// <param name="bytes">Exactly the bytes that type and shape need.</param>
    /// <exception cref="ArgumentException">The byte count does not fit.</exception>
    public Tensor(ElementType type, ValueList<long> shape, ReadOnlyMemory<byte> bytes)
    {
        (Type, Shape, this.bytes) = (type, shape, bytes);
        if (!TensorSize.TryCount(shape, out var count) || !TensorSize.TryByteCount(type, count, out _))
            throw new ArgumentException($"Shape {shape} is negative or too large.", nameof(shape));
        Count = count;
        if (ByteCount(type, Count) != bytes.Length)
            throw new ArgumentException($"{bytes.Length} bytes do not hold {Count} elements of {type}.", nameof(bytes));
    }

    /// <summary>Element type.</summary>
    public ElementType Type { get; }

    /// <summary>Sizes, outermost first; empty for a scalar.</summary>
    public ValueList<long> Shape { get; }

    /// <summary>Number of axes.</summary>
    public int Rank => Shape.Count;

    /// <summary>Number of elements.</summary>
    public long Count { get; }

    /// <summary>The elements, little-endian, row-major; types below a byte packed low bits first.</summary>
    public ReadOnlySpan<byte> Bytes => bytes.Span;

    /// <summary>The same as <see cref="Bytes" />, to keep.</summary>
    public ReadOnlyMemory<byte> Memory => bytes;

    /// <summary>A tensor of floats.</summary>
    public static Tensor Of(float[] values, params ReadOnlySpan<long> shape) => Of<float>(ElementType.Float, values, shape);

    /// <summary>A tensor of 64-bit integers.</summary>
    public static Tensor Of(long[] values, params ReadOnlySpan<long> shape) => Of<long>(ElementType.Int64, values, shape);

    /// <summary>A tensor of a blittable type; the shape defaults to one axis.</summary>
    public static Tensor Of<T>(ElementType type, T[] values, params ReadOnlySpan<long> shape)
        where T : unmanaged =>
        new(type, shape.IsEmpty ? [values.Length] : ValueList.Create(shape), LittleEndian.Bytes<T>(values));

    /// <summary>A tensor of a float type (float, double, half, bfloat16) of these values, rounded to nearest, ties to even.</summary>
    /// <exception cref="ArgumentException">The type is another one.</exception>
    public static Tensor OfFloats(ElementType type, ReadOnlySpan<float> values, params ReadOnlySpan<long> shape) =>
        new(type, shape.IsEmpty ? [values.Length] : ValueList.Create(shape), ElementConversion.FromFloats(type, values));

    /// <summary>A scalar of a blittable type.</summary>
    public static Tensor Scalar<T>(ElementType type, T value)
        where T : unmanaged => new(type, [], LittleEndian.Bytes<T>([value]));

    /// <summary>The elements as a blittable type of the same width.</summary>
    public ReadOnlySpan<T> As<T>()
        where T : unmanaged => LittleEndian.Values<T>(Bytes);

    /// <summary>The same with bytes of its own, for bytes that someone else will take back.</summary>
    public Tensor Copy() => new(Type, Shape, AlignedBytes.Copy(Bytes));

    /// <summary>Bytes that so many elements take; types below a byte are packed.</summary>
    /// <exception cref="OverflowException">They do not fit 64 bits.</exception>
    public static long ByteCount(ElementType type, long count) => TensorSize.TryByteCount(type, count, out var bytes)
        ? bytes
        : throw new OverflowException($"{count} elements of {type} are too many.");

    /// <summary>Bits of one element.</summary>
    /// <exception cref="ArgumentException">The type has no fixed width (strings).</exception>
    public static int BitWidth(ElementType type) => type switch
    {
        ElementType.UInt2 or ElementType.Int2 => 2,
        ElementType.UInt4 or ElementType.Int4 or ElementType.Float4E2M1 => 4,
        ElementType.UInt8 or ElementType.Int8 or ElementType.Bool or ElementType.Float8E4M3FN or ElementType.Float8E4M3FNUZ
            or ElementType.Float8E5M2 or ElementType.Float8E5M2FNUZ or ElementType.Float8E8M0 => 8,
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 => 16,
        ElementType.Float or ElementType.Int32 or ElementType.UInt32 => 32,
        ElementType.Double or ElementType.Int64 or ElementType.UInt64 or ElementType.Complex64 => 64,
        ElementType.Complex128 => 128,
        _ => throw new ArgumentException($"{type} has no fixed width.", nameof(type)),
    };

    /// <summary>Every element as a float: floats of any width converted, integers and booleans cast.</summary>
    /// <exception cref="InvalidOperationException">The elements are complex.</exception>
    public float[] ToFloats() => ElementConversion.ToFloats(this);

    /// <summary>Every element as a 64-bit integer: integers and booleans widened.</summary>
    /// <exception cref="InvalidOperationException">The elements are not integers.</exception>
    /// <exception cref="OverflowException">An unsigned element exceeds <see cref="long.MaxValue" />.</exception>
    public long[] ToInt64s() => ElementConversion.ToInt64s(this);

    /// <summary>The slices of these indices along an axis, in that order. Works on packed types too.</summary>
    /// <param name="axis">0 ≤ axis &lt; rank.</param>
    /// <param name="indices">Slices to take; may repeat.</param>
    /// <exception cref="ArgumentOutOfRangeException">The axis or an index does not exist.</exception>
    public Tensor Take(int axis, IReadOnlyList<int> indices) => ElementSelection.Take(this, axis, indices);

    /// <summary>The same elements under another shape; nothing is copied.</summary>
    /// <exception cref="ArgumentException">The shape holds another number of elements.</exception>
    public Tensor Reshape(params ReadOnlySpan<long> shape) => new(Type, ValueList.Create(shape), bytes);
}
