using System.Globalization;
using PruneBuild.Onnx.External;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Writing;

/// <summary>A model that is written with a data file beside it.</summary>
internal sealed class Externalization
{
    private const int SmallestMoved = 1024;
    private const int PageBytes = 4096;
    private const int LineBytes = 64;

    private readonly OnnxModel model;
    private readonly Dictionary<ExternalLocation, long> written = [];

    private Externalization(OnnxModel model) => this.model = model;

    /// <summary>The plan for a model that has external data or is too large for one file; null for any other.</summary>
    /// <param name="model">The model.</param>
    /// <param name="largestInline">Most bytes of tensors in the main file; what else is in it has to fit too.</param>
    public static Externalization? Plan(OnnxModel model, long largestInline) =>
        ModelTensors.Of(model.Proto).Any(TensorProtos.IsExternal) || ProtobufSize.RawBytes(model.Proto) > largestInline
            ? new(model)
            : null;

    /// <summary>Streams the data and returns the tree that refers to it.</summary>
    /// <param name="data">The data file, empty.</param>
    /// <param name="name">Its final name, relative to the model.</param>
    public ModelProto Write(Stream data, string name) => TensorReplacement.In(model.Proto, (tensor, isInitializer) =>
    {
        if (TensorProtos.IsExternal(tensor))
            Move(tensor, model.Read(tensor), data, name, ExternalLocation.Of(tensor));
        else if (isInitializer && tensor.RawData.Length >= SmallestMoved)
            Move(tensor, model.Read(tensor), data, name, null);
    });

    private void Move(TensorProto tensor, Tensor elements, Stream data, string name, ExternalLocation? shared)
    {
        tensor.ExternalData.Clear();
        tensor.ClearRawData();
        tensor.DataLocation = TensorProto.Types.DataLocation.External;
        var offset = Append(elements.Bytes, data, shared is null ? null : shared with { Length = elements.Bytes.Length });
        tensor.ExternalData.Add(Entry("location", name));
        tensor.ExternalData.Add(Entry("offset", offset.ToString(CultureInfo.InvariantCulture)));
        tensor.ExternalData.Add(Entry("length", elements.Bytes.Length.ToString(CultureInfo.InvariantCulture)));
    }

    // Large tensors start on a page, as the format asks of data that is to be mapped; small ones only on a cache line.
    private long Append(ReadOnlySpan<byte> bytes, Stream data, ExternalLocation? shared)
    {
        if (shared is not null && written.TryGetValue(shared, out var earlier))
            return earlier;
        var alignment = bytes.Length >= PageBytes * 8 ? PageBytes : LineBytes;
        var padding = (int)(-data.Position & (alignment - 1));
        data.Write(stackalloc byte[padding]);
        var offset = data.Position;
        data.Write(bytes);
        if (shared is not null)
            written.Add(shared, offset);
        return offset;
    }

    private static StringStringEntryProto Entry(string key, string value) => new() { Key = key, Value = value };
}
