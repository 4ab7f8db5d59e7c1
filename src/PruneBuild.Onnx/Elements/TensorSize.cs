namespace PruneBuild.Onnx.Elements;

/// <summary>Sizes of tensors, safe against negative dims and against overflow in hostile files.</summary>
internal static class TensorSize
{
    /// <summary>The number of elements; false when a dim is negative or the product does not fit 64 bits.</summary>
    public static bool TryCount(IEnumerable<long> dims, out long count)
    {
        count = 1;
        var overflow = false;
        var empty = false;
        foreach (var dim in dims)
        {
            if (dim < 0)
                return false;
            empty |= dim == 0;
            overflow |= dim != 0 && count > long.MaxValue / dim;
            count = overflow ? count : count * Math.Max(dim, 1);
        }
        count = empty ? 0 : count;
        return empty || !overflow;
    }

    /// <summary>The number of bytes that so many elements take, packed; false when it does not fit 64 bits.</summary>
    public static bool TryByteCount(ElementType type, long count, out long bytes)
    {
        var bits = (UInt128)(ulong)count * (ulong)Tensor.BitWidth(type);
        bytes = bits > long.MaxValue ? 0 : (long)((bits + 7) / 8);
        return bits <= long.MaxValue;
    }
}
