using Google.Protobuf.Collections;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Elements;

/// <summary>Tensors kept inside the protobuf: raw bytes, or one of the typed fields.</summary>
internal static class TensorDecoding
{
    /// <summary>What is wrong with a tensor, without reading its elements; null when it is sound. External data is not looked at.</summary>
    public static string? Defect(TensorProto tensor)
    {
        var type = (ElementType)tensor.DataType;
        if (type == ElementType.Undefined || !Enum.IsDefined(type))
            return $"element type {tensor.DataType} is unknown";
        if (tensor.Segment is not null)
            return "it is split into segments, which no runtime reads";
        if (!TensorSize.TryCount(tensor.Dims, out var count))
            return $"dims [{string.Join(", ", tensor.Dims)}] are negative or overflow";
        if (type == ElementType.String)
            return TensorProtos.IsExternal(tensor) ? "strings cannot be external" : Mismatch("strings", tensor.StringData.Count, count);
        if (!TensorSize.TryByteCount(type, count, out var bytes))
            return $"dims [{string.Join(", ", tensor.Dims)}] of {type} overflow";
        if (TensorProtos.IsExternal(tensor))
            return null;
        if (IsRaw(tensor))
            return Mismatch("bytes", tensor.RawData.Length, bytes);
        return Mismatch($"elements in the field of {type}", FieldCount(tensor, type), FieldCountOf(type, count, bytes));
    }

    /// <summary>The elements of a tensor that is kept inside the protobuf; raw bytes are shared, not copied.</summary>
    /// <exception cref="InvalidDataException">The tensor has a defect, or holds strings.</exception>
    public static Tensor Decode(TensorProto tensor)
    {
        if (Defect(tensor) is { } defect)
            throw new InvalidDataException($"Tensor '{tensor.Name}': {defect}.");
        var type = (ElementType)tensor.DataType;
        if (type == ElementType.String)
            throw new InvalidDataException($"Tensor '{tensor.Name}' holds strings, which have no fixed width.");
        return new(type, tensor.Dims.ToValueList(), IsRaw(tensor) ? tensor.RawData.Memory : FieldBytes(tensor, type));
    }

    private static bool IsRaw(TensorProto tensor) =>
        tensor.HasRawData && (tensor.RawData.Length > 0 || FieldCount(tensor, (ElementType)tensor.DataType) == 0);

    private static int FieldCount(TensorProto tensor, ElementType type) => type switch
    {
        ElementType.Float or ElementType.Complex64 => tensor.FloatData.Count,
        ElementType.Double or ElementType.Complex128 => tensor.DoubleData.Count,
        ElementType.Int64 => tensor.Int64Data.Count,
        ElementType.UInt32 or ElementType.UInt64 => tensor.Uint64Data.Count,
        _ => tensor.Int32Data.Count,
    };

    // Complex elements take two entries; types below a byte are packed first and then take one entry a byte.
    private static long FieldCountOf(ElementType type, long count, long bytes) => type switch
    {
        ElementType.Complex64 => bytes / sizeof(float),
        ElementType.Complex128 => bytes / sizeof(double),
        _ => Tensor.BitWidth(type) < 8 ? bytes : count,
    };

    private static byte[] FieldBytes(TensorProto tensor, ElementType type) => type switch
    {
        ElementType.Float or ElementType.Complex64 => LittleEndian.Bytes<float>(tensor.FloatData.ToArray()),
        ElementType.Double or ElementType.Complex128 => LittleEndian.Bytes<double>(tensor.DoubleData.ToArray()),
        ElementType.Int64 => LittleEndian.Bytes<long>(tensor.Int64Data.ToArray()),
        ElementType.UInt64 => LittleEndian.Bytes<ulong>(tensor.Uint64Data.ToArray()),
        ElementType.UInt32 => Narrowed(tensor.Uint64Data, value => (uint)value),
        ElementType.Int32 => LittleEndian.Bytes<int>(tensor.Int32Data.ToArray()),
        ElementType.UInt16 or ElementType.Int16 or ElementType.Float16 or ElementType.BFloat16 =>
            Narrowed(tensor.Int32Data, value => (ushort)value),
        _ => Narrowed(tensor.Int32Data, value => (byte)value),
    };

    private static byte[] Narrowed<TFrom, TTo>(RepeatedField<TFrom> field, Func<TFrom, TTo> narrow)
        where TTo : unmanaged => LittleEndian.Bytes<TTo>(field.Select(narrow).ToArray());

    private static string? Mismatch(string what, long found, long needed) =>
        found == needed ? null : $"it holds {found} {what} where its dims need {needed}";
}
