using Google.Protobuf.Collections;
using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Engine.Data;

/// <summary>What a model puts out for a batch, by the sizes that its graph states.</summary>
internal sealed class StatedOutputs
{
    private readonly ValueInfoProto[] inputs;
    private readonly ValueInfoProto[] outputs;

    private StatedOutputs(ValueInfoProto[] inputs, ValueInfoProto[] outputs) => (this.inputs, this.outputs) = (inputs, outputs);

    /// <summary>The outputs of a model; those that state no shape are left out.</summary>
    public static StatedOutputs Of(OnnxModel model) => new(
        [.. model.Graph.Input.Where(HasShape)],
        [.. model.Graph.Output.Where(output => HasShape(output) && TypeOf(output) is not (ElementType.Undefined or ElementType.String))]);

    /// <summary>Bytes of the largest output; 0 when none states its shape.</summary>
    /// <param name="rows">Records.</param>
    /// <param name="shapes">Shape of a record by input.</param>
    public double LargestBytes(int rows, IReadOnlyDictionary<string, long[]> shapes)
    {
        var (named, longest) = (new Dictionary<string, long>(), 1L);
        foreach (var input in inputs.Where(input => shapes.ContainsKey(input.Name)))
        {
            foreach (var (dim, size) in DimsOf(input).Zip(shapes[input.Name].Prepend(rows)).Where(pair => pair.First.Stated() is null))
                named[dim.DimParam] = Math.Max(size, named.GetValueOrDefault(dim.DimParam));
            longest = shapes[input.Name].Append(longest).Max();
        }

        return outputs.Select(output => DimsOf(output).Select(SizeOf).Aggregate(
            Tensor.BitWidth(TypeOf(output)) / 8.0, (bytes, size) => bytes * size)).DefaultIfEmpty().Max();

        // An axis of a name that no input has is as long as any: too small a batch does no harm.
        long SizeOf(TensorShapeProto.Types.Dimension dim, int axis) =>
            dim.Stated() is { } stated ? stated
            : dim.DimParam.Length > 0 && named.TryGetValue(dim.DimParam, out var size) ? size
            : axis == 0 ? rows
            : longest;
    }

    private static bool HasShape(ValueInfoProto value) => value.Type?.TensorType?.Shape is not null;

    private static ElementType TypeOf(ValueInfoProto value) => (ElementType)value.Type.TensorType.ElemType;

    private static RepeatedField<TensorShapeProto.Types.Dimension> DimsOf(ValueInfoProto value) => value.Type.TensorType.Shape.Dim;
}
