using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>
/// A model as it stands in its file, and where its external data lies. The protobuf tree is never changed in place: whoever edits makes
/// a new tree that shares what stays (see <see cref="With" />).
/// </summary>
public sealed class OnnxModel
{
    /// <summary>A model over this tree.</summary>
    /// <param name="proto">The tree; treated as immutable from here on.</param>
    /// <param name="path">The file it came from, for messages and external data; null for a model made in memory.</param>
    public OnnxModel(ModelProto proto, string? path = null) => (Proto, Path) = (proto, path);

    /// <summary>The protobuf tree; do not change it.</summary>
    public ModelProto Proto { get; }

    /// <summary>The main graph.</summary>
    public GraphProto Graph => Proto.Graph;

    /// <summary>The file it came from, or null.</summary>
    public string? Path { get; }

    /// <summary>The opset version that the model imports for a domain; 0 when it does not.</summary>
    public long Opset(string domain = "") => throw new NotImplementedException();

    /// <summary>The elements of a tensor of this model, wherever they are kept: raw, typed fields, or a mapped external file.</summary>
    /// <exception cref="InvalidDataException">The tensor is malformed; a model from <see cref="OnnxReader" /> has been checked.</exception>
    public Tensor Read(TensorProto tensor) => throw new NotImplementedException();

    /// <summary>The same place on disk with another tree.</summary>
    public OnnxModel With(ModelProto proto) => throw new NotImplementedException();
}
