using PruneBuild.Inference.Segments;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>What one model put out on one set of data, value by value, for the next trial that asks;
/// as long as that takes no more than 4 GiB.</summary>
internal sealed class TeacherMemory
{
    private const long MostBytes = 4L << 30;

    private readonly ValueKeeper keeper = new();
    private readonly Dictionary<string, TaughtValue> known = [];
    private long bytes;

    /// <summary>A value; null when it is not known.</summary>
    public TaughtValue? Find(string value) => known.GetValueOrDefault(value);

    /// <summary>Keeps a value, if there is room, and not what may be beside it.</summary>
    public void Keep(TaughtValue taught)
    {
        var kept = new List<IReadOnlyDictionary<string, Tensor>>();
        for (var batch = 0; batch < taught.Batches.Count; batch++)
        {
            // Asked for once: it may be read from a file.
            var tensor = taught.On(batch);
            bytes += tensor.Bytes.Length;
            if (bytes > MostBytes)
                return;
            kept.Add(keeper.Keep(new Dictionary<string, Tensor> { [taught.Name] = tensor }));
        }

        known[taught.Name] = taught with { Batches = kept };
    }
}
