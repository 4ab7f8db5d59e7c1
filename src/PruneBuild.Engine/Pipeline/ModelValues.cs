using System.Globalization;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Pipeline;

/// <summary>Inputs and outputs of a model in the words of models.json.</summary>
internal static class ModelValues
{
    /// <summary>What the app feeds: inputs that are not initializers.</summary>
    public static ValueList<ModelValue> InputsOf(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        return model.Graph.Input.Where(input => index.IsInput(input.Name)).Select(Of).ToValueList();
    }

    /// <summary>What it gets.</summary>
    public static ValueList<ModelValue> OutputsOf(OnnxModel model) => model.Graph.Output.Select(Of).ToValueList();

    private static ModelValue Of(ValueInfoProto value) => new(
        value.Name,
        ((ElementType)(value.Type?.TensorType?.ElemType ?? 0)).ToString().ToLowerInvariant(),
        (value.Type?.TensorType?.Shape?.Dim ?? []).Select(Size).ToValueList());

    private static string Size(TensorShapeProto.Types.Dimension dim) => dim.ValueCase switch
    {
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue => dim.DimValue.ToString(CultureInfo.InvariantCulture),
        TensorShapeProto.Types.Dimension.ValueOneofCase.DimParam => dim.DimParam,
        _ => "",
    };
}
