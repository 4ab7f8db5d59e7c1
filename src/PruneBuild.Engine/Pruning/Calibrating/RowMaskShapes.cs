using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Calibrating;

/// <summary>Which rows of a probe's values are positions that a batch's row mask speaks of.</summary>
internal static class RowMaskShapes
{
    /// <summary>[batch, sequence] in the probe's run; null when no batch is padded.</summary>
    /// <remarks>The mask has the shape of a two-axis input; the probe ran with other sizes, so the input that agrees tells them.</remarks>
    public static ValueList<long>? InProbe(ShapeFacts facts, OnnxModel model, IReadOnlyList<Batch> batches)
    {
        if (batches.FirstOrDefault(batch => batch.RowMask is not null) is not { } padded)
            return null;
        var name = model.Graph.Input.Select(input => input.Name).FirstOrDefault(
            input => padded.Inputs.TryGetValue(input, out var tensor) && tensor.Shape.Equals(padded.RowMask!.Shape));
        return name is null ? null : facts.Find(name)?.Shape;
    }
}
