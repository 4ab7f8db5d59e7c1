using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>Images as in a mirror: as good to calibrate on as the originals, and free.</summary>
internal static class Mirror
{
    /// <summary>The images and their mirror images, each in the batch of its own: whoever holds out a batch holds out both.
    /// Two batches in place of one.</summary>
    /// <param name="batch">Images [batch, channels, height, width].</param>
    public static IEnumerable<Batch> Beside(Batch batch)
    {
        var half = (batch.Records.Count + 1) / 2;
        yield return Both(batch, 0, half);
        if (half < batch.Records.Count)
            yield return Both(batch, half, batch.Records.Count - half);
    }

    private static Batch Both(Batch batch, int first, int count) => batch with
    {
        Inputs = batch.Inputs.ToDictionary(pair => pair.Key, pair => Both(pair.Value, first, count)),
        Records = [.. batch.Records.Skip(first).Take(count), .. batch.Records.Skip(first).Take(count)],
        Labels = batch.Labels is { } labels ? [.. labels.Skip(first).Take(count), .. labels.Skip(first).Take(count)] : null,
    };

    private static Tensor Both(Tensor images, int first, int count)
    {
        var (values, size) = (images.ToFloats(), (int)(images.Count / images.Shape[0]));
        var both = new float[2 * count * size];
        values.AsSpan(first * size, count * size).CopyTo(both);
        values.AsSpan(first * size, count * size).CopyTo(both.AsSpan(count * size));
        var width = (int)images.Shape[^1];
        for (var row = count * size; row < both.Length; row += width)
            both.AsSpan(row, width).Reverse();
        return Tensor.Of(both, [2 * count, .. images.Shape.Span[1..]]);
    }
}
