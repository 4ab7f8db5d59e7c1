using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>Where the rows of a value lie in a row mask.</summary>
internal enum RowOrder
{
    /// <summary>The rows are not the mask's: all of them count.</summary>
    Unrelated,

    /// <summary>[batch, sequence], or both in one axis.</summary>
    BatchFirst,

    /// <summary>[sequence, batch].</summary>
    SequenceFirst,
}

/// <summary>Tells the order from the distinctive sizes of a probe's run, and padding from a mask.</summary>
internal static class RowOrders
{
    /// <summary>The order of the rows that the axes besides one make.</summary>
    public static RowOrder Of(ValueFact fact, int axis, ValueList<long>? maskShape)
    {
        if (maskShape is null)
            return RowOrder.Unrelated;
        var rows = fact.Shape.Where((_, i) => i != axis).ToArray();
        if (rows.SequenceEqual(maskShape) || (rows.Length == 1 && rows[0] == maskShape[0] * maskShape[1]))
            return RowOrder.BatchFirst;
        return rows.SequenceEqual(maskShape.Reverse()) ? RowOrder.SequenceFirst : RowOrder.Unrelated;
    }

    /// <summary>For each row whether it counts; null when all do.</summary>
    public static bool[]? Counted(this RowOrder order, Tensor? mask)
    {
        if (mask is null || order == RowOrder.Unrelated)
            return null;
        var flags = mask.ToFloats();
        var (batch, sequence) = ((int)mask.Shape[0], (int)mask.Shape[1]);
        return order == RowOrder.BatchFirst
            ? Array.ConvertAll(flags, flag => flag != 0)
            : [.. Enumerable.Range(0, flags.Length).Select(row => flags[(row % batch * sequence) + (row / batch)] != 0)];
    }
}
