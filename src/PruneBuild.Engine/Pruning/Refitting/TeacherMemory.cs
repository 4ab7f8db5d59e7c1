using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>What one model put out on one set of data, value by value, for the next trial that asks;
/// as long as that takes no more than 4 GiB.</summary>
internal sealed class TeacherMemory
{
    private const long MostBytes = 4L << 30;

    private readonly ValueKeeper keeper = new();
    private readonly Dictionary<string, IReadOnlyList<IReadOnlyDictionary<string, Tensor>>> known = [];
    private long bytes;

    /// <summary>A value for each batch; null when it is not known.</summary>
    public IReadOnlyList<IReadOnlyDictionary<string, Tensor>>? Find(string value) => known.GetValueOrDefault(value);

    /// <summary>Keeps a value of all batches, if there is room.</summary>
    /// <param name="value">Its name.</param>
    /// <param name="batches">It is in each of them, perhaps among others.</param>
    public void Keep(string value, IReadOnlyList<IReadOnlyDictionary<string, Tensor>> batches)
    {
        var more = batches.Sum(batch => (long)batch[value].Bytes.Length);
        if (bytes + more > MostBytes)
            return;
        bytes += more;
        known[value] = [.. batches.Select(batch => keeper.Keep(new Dictionary<string, Tensor> { [value] = batch[value] }))];
    }
}
