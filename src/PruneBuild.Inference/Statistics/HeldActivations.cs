using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Statistics;

/// <summary>How much of the forward part a run with gradients may hold for its backward part.</summary>
public static class HeldActivations
{
    private const int ShareOfMemory = 4;

    /// <summary>The bytes in terms of a run on a sample: a quarter of the memory that this process may use, divided by the batches that run
    /// at once, for the largest of the batches.</summary>
    /// <param name="facts">Shapes of that run.</param>
    /// <param name="batches">What will be run.</param>
    /// <param name="device">Where.</param>
    /// <param name="memory">Bytes that this process may use; null for what the runtime says.</param>
    /// <remarks>Values are taken to grow as the inputs do. Those that grow with the square of a length grow faster; as long as they are not
    /// most of the bytes, a quarter leaves room for them.</remarks>
    public static double Limit(ShapeFacts facts, IReadOnlyList<Batch> batches, Device device, long? memory = null)
    {
        var bytes = (double)(memory ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes) / ShareOfMemory / Math.Min(
            Workers.For(device), Math.Max(1, batches.Count));
        var growth = batches.Select(batch => batch.Inputs.Where(input => input.Value.Count > 0 && facts.Find(input.Key) is not null)
            .Select(
                input => input.Value.Count / Math.Max(1.0, facts.Find(input.Key)!.Shape.Aggregate(1.0, (product, size) => product * size)))
            .DefaultIfEmpty(1).Max());
        return bytes / growth.DefaultIfEmpty(1).Max();
    }
}
