using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx;

/// <summary>Sizes that a graph states for its inputs and outputs.</summary>
public static class StatedSizes
{
    /// <summary>The size of a dimension; null where the graph leaves it open, by a name, by nothing or by a number below 1.</summary>
    public static long? Stated(this TensorShapeProto.Types.Dimension dimension) =>
        dimension.HasDimValue && dimension.DimValue > 0 ? dimension.DimValue : null;
}
