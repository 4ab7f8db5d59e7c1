using PruneBuild.Onnx;

namespace PruneBuild.Inference.Statistics;

/// <summary>What each row of a batch's values counts in a loss: nothing where it is padding.</summary>
public static class RowWeights
{
    /// <summary>Weights that broadcast to a value: 0 for padding, and one in the mean.</summary>
    /// <param name="mask">[batch, sequence], 1 for a real position and 0 for padding; null when nothing is padded.</param>
    /// <param name="shape">The value's shape. Its first axes are [batch, sequence], or one axis of both;
    /// any other value, such as one row a record, counts everywhere.</param>
    /// <returns>Shape [batch, sequence, 1…] or [batch·sequence, 1…]; ones of shape [1] where everything counts.</returns>
    public static Tensor Of(Tensor? mask, ReadOnlySpan<long> shape)
    {
        var flags = Flags(mask, shape);
        var values = flags.ToFloats();
        var mean = values.Average();
        return Tensor.Of(Array.ConvertAll(values, flag => mean > 0 ? flag / mean : 0f), [.. flags.Shape]);
    }

    /// <summary>Weights that broadcast to a value as those of <see cref="Of" /> do: 0 for padding, else 1.</summary>
    /// <param name="mask">[batch, sequence], 1 for a real position and 0 for padding; null when nothing is padded.</param>
    /// <param name="shape">The value's shape.</param>
    public static Tensor Flags(Tensor? mask, ReadOnlySpan<long> shape)
    {
        var rows = mask is null ? 0 : Axes(mask, shape);
        return rows == 0
            ? Tensor.Of([1f], 1)
            : Tensor.Of(mask!.ToFloats(), [.. shape[..rows], .. Enumerable.Repeat(1L, shape.Length - rows)]);
    }

    /// <summary>How many axes of a value are the mask's; 0 for none.</summary>
    private static int Axes(Tensor mask, ReadOnlySpan<long> shape) =>
        shape.Length >= 2 && shape[0] == mask.Shape[0] && shape[1] == mask.Shape[1] ? 2
        : shape.Length >= 1 && shape[0] == mask.Count ? 1
        : 0;
}
