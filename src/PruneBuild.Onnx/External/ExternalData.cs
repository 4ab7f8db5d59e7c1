using PruneBuild.Onnx.Elements;
using PruneBuild.Onnx.Files;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.External;

/// <summary>The external data files of one model: found, checked and mapped once each, on first use.</summary>
internal sealed class ExternalData(string? modelPath) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Lazy<ModelFolder?> folder = new(() => modelPath is null ? null : new(modelPath));
    private readonly Dictionary<string, MappedFile> files = [];
    private bool isDisposed;

    /// <summary>What keeps a tensor's external data from being read; null when it is there and whole.</summary>
    public ExternalDefect? Defect(TensorProto tensor)
    {
        if (ExternalLocation.Of(tensor) is not { } location)
            return new(ExternalDefectKind.Malformed, "", "its external location, offset or length is missing or not a number");
        var needed = ByteCount(tensor);
        if (needed is null or > int.MaxValue)
            return new(ExternalDefectKind.Malformed, location.File, "a tensor of more than 2 GiB cannot be read");
        if (location.Length is { } length && length != needed)
            return new(ExternalDefectKind.Malformed, location.File, $"its external length is {length} bytes where its dims need {needed}");
        if (folder.Value is null)
            return new(ExternalDefectKind.Missing, location.File, "cannot be found for a model in memory");
        if (folder.Value.Resolve(location.File) is not { } path)
            return new(ExternalDefectKind.Outside, location.File, "leads outside the model's folder");
        return FileDefect(location, path, needed.Value);
    }

    /// <summary>The elements of a tensor, in place in the mapped file.</summary>
    /// <exception cref="InvalidDataException">The tensor or its file has a defect.</exception>
    public Tensor Read(TensorProto tensor)
    {
        if ((TensorDecoding.Defect(tensor) ?? Defect(tensor)?.Reason) is { } defect)
            throw new InvalidDataException($"Tensor '{tensor.Name}' of model '{modelPath}': {defect}.");
        var location = ExternalLocation.Of(tensor)!;
        var length = (int)ByteCount(tensor)!.Value;
        var bytes = length == 0 ? default : Map(folder.Value!.Resolve(location.File)!).Slice(location.Offset, length);
        return new((ElementType)tensor.DataType, tensor.Dims.ToValueList(), bytes);
    }

    /// <summary>Ends all mappings.</summary>
    public void Dispose()
    {
        lock (gate)
        {
            isDisposed = true;
            foreach (var file in files.Values)
                file.Dispose();
            files.Clear();
        }
    }

    private ExternalDefect? FileDefect(ExternalLocation location, string path, long needed)
    {
        var file = new FileInfo(path);
        if (!file.Exists)
            return new(ExternalDefectKind.Missing, location.File, "does not exist");
        try
        {
            if (LfsPointer.Is(path))
                return new(ExternalDefectKind.LfsPointer, location.File, "is a Git LFS pointer");
            if (location.Offset > file.Length - needed)
                return new(ExternalDefectKind.Missing, location.File, $"has {file.Length} bytes, not {location.Offset} + {needed}");
            // Only here, because a pipe or a device, which has no length, must not be opened.
            if (needed > 0)
                _ = Map(path);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new(ExternalDefectKind.Missing, location.File, $"cannot be opened ({e.Message.TrimEnd('.')})");
        }
    }

    private static long? ByteCount(TensorProto tensor) =>
        TensorSize.TryCount(tensor.Dims, out var count)
            && TensorSize.TryByteCount((ElementType)tensor.DataType, count, out var bytes)
            ? bytes
            : null;

    private MappedFile Map(string path)
    {
        lock (gate)
        {
            ObjectDisposedException.ThrowIf(isDisposed, this);
            if (!files.TryGetValue(path, out var file))
                files.Add(path, file = new(path));
            return file;
        }
    }
}
