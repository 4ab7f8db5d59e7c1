using PruneBuild.Onnx;

namespace PruneBuild.Inference.Segments;

/// <summary>Keeps values of many batches until nobody holds what it gave for them: in memory up to a limit,
/// beyond it in a temporary file.</summary>
/// <param name="limit">Bytes in memory; null for <see cref="DefaultLimit" />.</param>
public sealed class ValueKeeper(long? limit = null)
{
    private const long Most = 512L << 20;
    private const int ShareOfMemory = 8;

    private readonly long limit = limit ?? DefaultLimit;
    private SpillFile? file;
    private long held;

    /// <summary>512 MiB, or an eighth of the memory that this process may use where that is less.</summary>
    public static long DefaultLimit => Math.Min(Most, GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / ShareOfMemory);

    /// <summary>Keeps one batch's values, which nobody changes any more.</summary>
    /// <param name="values">By name.</param>
    /// <returns>The same values; those of a file are read each time that they are asked for.</returns>
    /// <exception cref="IOException">The folder for temporary files is full or cannot be written.</exception>
    public IReadOnlyDictionary<string, Tensor> Keep(IReadOnlyDictionary<string, Tensor> values) =>
        Fits(values) ? values : Spill(values);

    /// <summary>Keeps one batch's values that are another's, such as ONNX Runtime's; what goes to the file is not copied first.</summary>
    /// <param name="values">By name.</param>
    /// <returns>Copies of them; those of a file are read each time that they are asked for.</returns>
    /// <exception cref="IOException">The folder for temporary files is full or cannot be written.</exception>
    public IReadOnlyDictionary<string, Tensor> KeepCopies(IReadOnlyDictionary<string, Tensor> values) =>
        Fits(values) ? values.ToDictionary(pair => pair.Key, pair => pair.Value.Copy()) : Spill(values);

    private bool Fits(IReadOnlyDictionary<string, Tensor> values)
    {
        var bytes = values.Values.Sum(tensor => (long)tensor.Bytes.Length);
        if (held + bytes > limit)
            return false;
        held += bytes;
        return true;
    }

    private IReadOnlyDictionary<string, Tensor> Spill(IReadOnlyDictionary<string, Tensor> values) =>
        (file ??= new SpillFile()).Write(values);
}
