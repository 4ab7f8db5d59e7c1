using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Writing;

/// <summary>A model with other contents of some tensors.</summary>
internal static class TensorReplacement
{
    /// <summary>
    /// A copy of the model in which <paramref name="edit" /> has changed tensors in place; it is told whether the tensor is an
    /// initializer of the main graph. The copy shares raw bytes, which are immutable, with the original; nothing large is duplicated.
    /// </summary>
    public static ModelProto In(ModelProto model, Action<TensorProto, bool> edit)
    {
        var copy = model.Clone();
        var initializers = copy.Graph.Initializer.ToHashSet(ReferenceEqualityComparer.Instance);
        foreach (var tensor in ModelTensors.Of(copy))
            edit(tensor, initializers.Contains(tensor));
        return copy;
    }
}
