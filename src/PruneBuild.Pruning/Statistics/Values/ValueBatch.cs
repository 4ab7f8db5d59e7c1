using PruneBuild.Onnx;

namespace PruneBuild.Pruning.Statistics.Values;

/// <summary>What one batch made of the values that are asked for.</summary>
/// <param name="Values">By name.</param>
/// <param name="RowMask">[batch, sequence], 1 for a real position and 0 for padding; null when nothing is padded.</param>
public sealed record ValueBatch(IReadOnlyDictionary<string, Tensor> Values, Tensor? RowMask)
{
    /// <summary>Floats of a value without a copy where it holds 32-bit floats.</summary>
    public ReadOnlySpan<float> Floats(string value) =>
        Values[value] is { Type: ElementType.Float } tensor ? tensor.As<float>() : Values[value].ToFloats();
}
