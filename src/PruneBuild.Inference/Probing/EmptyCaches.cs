using PruneBuild.Onnx;

namespace PruneBuild.Inference.Probing;

/// <summary>Keys and values of earlier positions, of which a text that begins has none: what a decoder with a cache takes before its first
/// token.</summary>
public static class EmptyCaches
{
    /// <summary>What the exporters of Hugging Face call the axis of earlier positions.</summary>
    private const string Earlier = "past";

    /// <summary>The inputs of a model that attention reads earlier positions of, or whose axis says so, with a record of none for each.
    /// Those of a fixed length, or of sizes that nothing states, are left out.</summary>
    /// <param name="model">The model.</param>
    /// <returns>By input name, [heads, 0, width], or whatever lies behind the axis of records.</returns>
    public static IReadOnlyDictionary<string, Tensor> Of(OnnxModel model)
    {
        var (caches, empty) = (AttentionCaches.Of(model), new Dictionary<string, Tensor>());
        foreach (var input in caches.Dimensions.Inputs)
        {
            if (input.Type?.TensorType is not { Shape.Dim: { Count: > 2 } dims } type || !((ElementType)type.ElemType).IsFloat())
                continue;
            // Masks reach over past_sequence_length + sequence_length.
            var named = dims.ToList().FindIndex(
                dim => dim.DimParam.Contains(Earlier, StringComparison.OrdinalIgnoreCase) && !dim.DimParam.Contains('+'));
            var length = caches.LengthAxis(input.Name) ?? named;
            if (length <= 0 || dims[length].DimValue > 0)
                continue;
            long[] shape = [.. dims.Select((dim, axis) => axis == length ? 0 : caches.Size(input.Name, axis) ?? dim.DimValue).Skip(1)];
            if (shape.Count(size => size == 0) == 1)
                empty[input.Name] = new Tensor((ElementType)type.ElemType, [.. shape], Array.Empty<byte>());
        }

        return empty;
    }
}
