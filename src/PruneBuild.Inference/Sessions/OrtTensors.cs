using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using PruneBuild.Onnx;
using Tensor = PruneBuild.Onnx.Tensor;

namespace PruneBuild.Inference.Sessions;

/// <summary>Between our tensors and ONNX Runtime's. Both use the numbers of <c>TensorProto.DataType</c> for element types.</summary>
internal static class OrtTensors
{
    /// <summary>A tensor whose bytes lie at an address for as long as the view lives; nothing is copied.</summary>
    public static OrtValue View(Tensor tensor, nint address) =>
        OrtValue.CreateTensorValueWithData(
            OrtMemoryInfo.DefaultInstance, (TensorElementType)tensor.Type, tensor.Shape.ToArray(), address, tensor.Memory.Length);

    /// <summary>Strings, copied into ONNX Runtime.</summary>
    public static OrtValue Copy(TextTensor texts)
    {
        var value = OrtValue.CreateTensorWithEmptyStrings(OrtAllocator.DefaultInstance, texts.Shape.ToArray());
        for (var i = 0; i < texts.Texts.Count; i++)
            value.StringTensorSetElementAt(texts.Texts[i].AsSpan(), i);
        return value;
    }

    /// <summary>Type and sizes of a tensor; null when the value is a sequence, a map, empty, or of strings.</summary>
    public static (ElementType Type, ValueList<long> Shape)? Describe(OrtValue value)
    {
        if (!value.IsTensor)
            return null;
        var described = value.GetTensorTypeAndShape();
        return described.IsString ? null : ((ElementType)described.ElementDataType, ValueList.Create<long>(described.Shape));
    }

    /// <summary>Why the elements of an output cannot be read; null when they can.</summary>
    public static string? WhyUnreadable(string name, OrtValue value) =>
        Describe(value) is var (type, shape) ? WhyUnreadable(name, type, shape) : null;

    /// <summary>The same by type and sizes: one block of memory is as much as can be read.</summary>
    public static string? WhyUnreadable(string name, ElementType type, ValueList<long> shape)
    {
        var bytes = Tensor.ByteCount(type, shape.Aggregate(1L, (count, size) => count * size));
        return bytes <= Array.MaxLength ? null : FormattableString.Invariant(
            $"output '{name}' is {string.Join('×', shape)}, which is {bytes / (double)(1L << 30):0.0} GiB, and 2.0 GiB can be read: ")
            + "export the model with an open number of records, or a smaller one, or give it shorter records";
    }

    /// <summary>A tensor with a copy of the elements; null as in <see cref="Describe" />.</summary>
    public static Tensor? Read(OrtValue value) =>
        Describe(value) is var (type, shape) ? new Tensor(type, shape, value.GetTensorMutableRawData().ToArray()) : null;
}
