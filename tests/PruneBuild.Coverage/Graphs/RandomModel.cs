using PruneBuild.Onnx;

namespace PruneBuild.Coverage.Graphs;

/// <summary>Builds small random models out of the things that exporters write, each a few nodes, joined as their shapes allow.</summary>
internal static class RandomModel
{
    private static readonly Action<GraphSketch>[] steps =
    [
        DenseSteps.Linear, DenseSteps.Linear, DenseSteps.LinearOfTransposedWeight, DenseSteps.Activation, DenseSteps.Activation,
        DenseSteps.Scale, DenseSteps.Sum, DenseSteps.Sum, DenseSteps.Normalise, DenseSteps.Softmax, DenseSteps.ReduceSum, DenseSteps.Einsum,
        DenseSteps.Mixed, LayoutSteps.Concat, LayoutSteps.Split, LayoutSteps.Slice, LayoutSteps.Pick, LayoutSteps.SplitAxis,
        LayoutSteps.SplitAxis, LayoutSteps.MergeAxes, LayoutSteps.MergeByComputedShape, LayoutSteps.Transpose, LayoutSteps.Transpose,
        LayoutSteps.Pad, LayoutSteps.Expand, AttentionSteps.Attention, AttentionSteps.Attention, AttentionSteps.PackedAttention,
        FusedAttentionSteps.MultiHead, FusedAttentionSteps.Packed, FusedAttentionSteps.GroupQuery, FusedAttentionSteps.Standard,
        BlockSteps.GatedNeurons, BlockSteps.Convolutions, BlockSteps.Experts, ImageSteps.Enter, ImageSteps.Enter, ImageSteps.Leave,
        ImageSteps.Conv, ImageSteps.Conv, ImageSteps.ConvTranspose, ImageSteps.Norm, ImageSteps.GroupNorm, ImageSteps.SqueezeExcite,
        ImageSteps.Shuffle, ImageSteps.PixelShuffle, ImageSteps.Concat, ImageSteps.Pool, ImageSteps.Flatten, RecurrentSteps.Cell,
        RecurrentSteps.Cell, NormSteps.RootMeanSquare, NormSteps.Fused, NormSteps.Skip, NormSteps.OfParts, QuantizedSteps.Weight,
        QuantizedSteps.Weight, QuantizedSteps.Values, QuantizedSteps.Dynamic, QuantizedSteps.FourBits, ShapeSteps.SplitByQuotient,
        ShapeSteps.Chunk, ShapeSteps.ExpandLike, ShapeSteps.ExpandByCondition, ShapeSteps.Fill, ShapeSteps.Positions, ShapeSteps.Tile,
        PlaceSteps.OverPositions, PlaceSteps.Position, PlaceSteps.OverFeatures, PlaceSteps.Columns, PlaceSteps.Backwards,
        PlaceSteps.Running, PlaceSteps.Largest, PlaceSteps.Lookup, PlaceSteps.Gemm, PlaceSteps.Gemm, BodySteps.If, BodySteps.Loop,
    ];

    /// <summary>A model of about this many steps; the same seed gives the same model.</summary>
    public static OnnxModel Create(int seed, int stepCount = 12)
    {
        var sketch = new GraphSketch(new Random(seed));
        for (var i = 0; i < stepCount; i++)
            sketch.Pick(steps)(sketch);
        return sketch.Finish();
    }
}
