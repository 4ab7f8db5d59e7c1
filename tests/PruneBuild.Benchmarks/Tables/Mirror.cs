using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Benchmarks.Tables;

/// <summary>Images as in a mirror: as good to calibrate on as the originals, and free.</summary>
internal static class Mirror
{
    /// <summary>The batch with each row of each image [batch, channels, height, width] reversed.</summary>
    public static Batch Of(Batch batch) =>
        batch with { Inputs = batch.Inputs.ToDictionary(pair => pair.Key, pair => Of(pair.Value)) };

    private static Tensor Of(Tensor images)
    {
        var values = images.ToFloats();
        var width = (int)images.Shape[^1];
        for (var row = 0; row < values.Length; row += width)
            values.AsSpan(row, width).Reverse();
        return Tensor.Of(values, images.Shape.Span);
    }
}
