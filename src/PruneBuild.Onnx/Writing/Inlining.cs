using Google.Protobuf;
using PruneBuild.Onnx.External;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Writing;

/// <summary>Models with all their data inside the protobuf.</summary>
internal static class Inlining
{
    /// <summary>The tree with every external tensor made raw; the bytes stay mapped and are not copied.</summary>
    public static ModelProto Inline(OnnxModel model) => ModelTensors.Of(model.Proto).Any(ExternalData.Holds)
        ? TensorReplacement.In(model.Proto, (tensor, _) => MakeRaw(model, tensor))
        : model.Proto;

    private static void MakeRaw(OnnxModel model, TensorProto tensor)
    {
        if (!ExternalData.Holds(tensor))
            return;
        tensor.RawData = UnsafeByteOperations.UnsafeWrap(model.Read(tensor).Memory);
        tensor.ExternalData.Clear();
        tensor.ClearDataLocation();
    }
}
