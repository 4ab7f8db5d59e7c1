using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Data.Preparation;

/// <summary>An input of the model that data has to feed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Element type.</param>
/// <param name="Shape">Sizes; null where the model leaves them open. The first axis is records.</param>
public sealed record ModelInput(string Name, ElementType Type, ValueList<long?> Shape)
{
    /// <summary>The inputs of a model that are not initializers.</summary>
    public static ValueList<ModelInput> Of(OnnxModel model)
    {
        var index = new GraphIndex(model.Graph);
        return model.Graph.Input.Where(input => index.IsInput(input.Name)).Select(Of).ToValueList();
    }

    /// <summary>How many records at a time the inputs take; null where the model leaves that open.</summary>
    public static long? FixedRecords(IEnumerable<ModelInput> inputs) =>
        inputs.Select(input => input.Shape.Count > 0 ? input.Shape[0] : null).FirstOrDefault(size => size is not null);

    /// <summary>Sizes in a message: <c>?×3×224×224</c>.</summary>
    internal static string Words(IEnumerable<long?> sizes) =>
        string.Join('×', sizes.Select(size => size?.ToString(CultureInfo.InvariantCulture) ?? "?"));

    /// <summary>The input that a manifest names.</summary>
    /// <param name="inputs">The model's inputs.</param>
    /// <param name="named">The name; null for the first.</param>
    /// <param name="key">The key that it stands under.</param>
    /// <returns>The input; or PB1010 where the model has none of the name.</returns>
    internal static Result<ModelInput> Named(ValueList<ModelInput> inputs, Located<string>? named, string key)
    {
        if (named is null)
            return Result<ModelInput>.Ok(inputs[0]);
        string[] names = [.. inputs.Select(input => input.Name)];
        return inputs.FirstOrDefault(input => input.Name == named.Value) is { } found
            ? Result<ModelInput>.Ok(found)
            : Result<ModelInput>.Fail(
                DiagnosticCatalog.ManifestUnknownWord, named.Span, key, named.Value, NearestName.Hint(named.Value, names),
                string.Join(", ", names));
    }

    private static ModelInput Of(ValueInfoProto input) => new(
        input.Name,
        (ElementType)(input.Type?.TensorType?.ElemType ?? 0),
        (input.Type?.TensorType?.Shape?.Dim ?? []).Select(StatedSizes.Stated).ToValueList());

    /// <summary>A tensor's numbers in this input's element type.</summary>
    /// <returns>The tensor; null when the type cannot hold one of the numbers: a fraction, or beyond its range.</returns>
    public Tensor? Convert(Tensor tensor)
    {
        if (tensor.Type == Type)
            return tensor;
        if (!WholeNumbers.Are(Type))
            return Numbers.As(Type, tensor);
        return WholeNumbers.Exactly(tensor) is { } numbers && numbers.All(number => WholeNumbers.Fits(Type, number))
            ? WholeNumbers.Tensor(Type, numbers, tensor.Shape)
            : null;
    }
}
