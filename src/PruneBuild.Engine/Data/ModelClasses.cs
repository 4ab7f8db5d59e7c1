using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Data;

/// <summary>How many classes a model tells apart, by what it states of its first output.</summary>
public static class ModelClasses
{
    /// <summary>n for scores [records, n] with n ≥ 2; 0 when the model answers a number, a sequence, or does not say.</summary>
    public static int Of(OnnxModel model) =>
        model.Graph.Output.FirstOrDefault()?.Type?.TensorType?.Shape?.Dim is [_, { ValueCase: TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue } last]
        && last.DimValue is >= 2 and <= int.MaxValue
            ? (int)last.DimValue
            : 0;
}
