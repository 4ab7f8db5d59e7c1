using PruneBuild.Onnx.Elements;
using PruneBuild.Onnx.External;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>
/// A model as it stands in its file, and where its external data lies. The protobuf tree is never changed in place: whoever edits makes
/// a new tree that shares what stays (see <see cref="With" />).
/// </summary>
/// <remarks>
/// External data is mapped when it is first read and stays mapped until <see cref="Dispose" />, which ends it for every model made with
/// <see cref="With" /> too. Disposing matters only where the data file is to be replaced or deleted; spans of tensors must not be used
/// after it. Nobody may shorten a data file while it is mapped: the system ends the process that reads there.
/// </remarks>
public sealed class OnnxModel : IDisposable
{
    private readonly ExternalData external;

    /// <summary>A model over this tree.</summary>
    /// <param name="proto">The tree; treated as immutable from here on.</param>
    /// <param name="path">The file it came from, for messages and external data; null for a model made in memory.</param>
    public OnnxModel(ModelProto proto, string? path = null)
        : this(proto, path, new(path))
    {
    }

    private OnnxModel(ModelProto proto, string? path, ExternalData external) => (Proto, Path, this.external) = (proto, path, external);

    /// <summary>The protobuf tree; do not change it.</summary>
    public ModelProto Proto { get; }

    /// <summary>The main graph.</summary>
    public GraphProto Graph => Proto.Graph;

    /// <summary>The file it came from, or null.</summary>
    public string? Path { get; }

    /// <summary>The opset version that the model imports for a domain; 0 when it does not.</summary>
    public long Opset(string domain = "") =>
        Proto.OpsetImport.FirstOrDefault(import => OnnxDomains.AreSame(import.Domain, domain))?.Version ?? 0;

    /// <summary>The elements of a tensor of this model, wherever they are kept: raw, typed fields, or a mapped external file.</summary>
    /// <exception cref="InvalidDataException">The tensor is malformed or holds strings; a model from <see cref="OnnxReader" /> has been
    /// checked.</exception>
    public Tensor Read(TensorProto tensor) =>
        TensorProtos.IsExternal(tensor) ? external.Read(tensor) : TensorDecoding.Decode(tensor);

    /// <summary>The same place on disk with another tree.</summary>
    public OnnxModel With(ModelProto proto) => new(proto, Path, external);

    /// <summary>What is wrong with where a tensor keeps its data outside; null when it can be read or keeps none there.</summary>
    internal ExternalDefect? ExternalDefect(TensorProto tensor) => TensorProtos.IsExternal(tensor) ? external.Defect(tensor) : null;

    /// <inheritdoc />
    public void Dispose() => external.Dispose();
}
