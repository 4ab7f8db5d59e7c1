using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Recovery;

/// <summary>What each row of a batch's values counts in a loss: nothing where it is padding, and in the mean one.</summary>
internal static class RowWeights
{
    /// <summary>Weights that broadcast to a value.</summary>
    /// <param name="mask">[batch, sequence], 1 for a real position and 0 for padding; null when nothing is padded.</param>
    /// <param name="shape">The value's shape. Its first axes are [batch, sequence], or one axis of both; any other value, such as one row a record, counts everywhere.</param>
    /// <returns>Shape [batch, sequence, 1…] or [batch·sequence, 1…]; ones of shape [1] where everything counts.</returns>
    public static Tensor Of(Tensor? mask, ReadOnlySpan<long> shape)
    {
        var rows = mask is null ? 0 : Axes(mask, shape);
        if (rows == 0)
            return Tensor.Of([1f], 1);
        var flags = mask!.ToFloats();
        var mean = flags.Average();
        long[] broadcast = [.. shape[..rows], .. Enumerable.Repeat(1L, shape.Length - rows)];
        return Tensor.Of(Array.ConvertAll(flags, flag => mean > 0 ? flag / mean : 0f), broadcast);
    }

    /// <summary>How many axes of a value are the mask's; 0 for none.</summary>
    private static int Axes(Tensor mask, ReadOnlySpan<long> shape) =>
        shape.Length >= 2 && shape[0] == mask.Shape[0] && shape[1] == mask.Shape[1] ? 2
        : shape.Length >= 1 && shape[0] == mask.Count ? 1
        : 0;
}
