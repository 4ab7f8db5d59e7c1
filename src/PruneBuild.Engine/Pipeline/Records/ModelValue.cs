using System.Globalization;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Pipeline.Records;

/// <summary>An input or output of a model.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type in ONNX's words.</param>
/// <param name="Shape">Dimensions: a number, a name, or empty where the model does not say.</param>
public sealed record ModelValue(string Name, string Type, ValueList<string> Shape)
{
    /// <summary>What the app feeds: inputs that are not initializers.</summary>
    internal static ValueList<ModelValue> InputsOf(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        return model.Graph.Input.Where(input => index.IsInput(input.Name)).Select(Of).ToValueList();
    }

    /// <summary>What it gets.</summary>
    internal static ValueList<ModelValue> OutputsOf(OnnxModel model) => model.Graph.Output.Select(Of).ToValueList();

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
