using PruneBuild.Onnx;

namespace PruneBuild.Coverage.Graphs;

/// <summary>Builds small random models out of the things that exporters write, each a few nodes, joined as their shapes allow.</summary>
internal static class RandomModel
{
    private static readonly Action<GraphSketch>[] steps =
    [
        DenseSteps.Linear, DenseSteps.Linear, DenseSteps.LinearOfTransposedWeight, DenseSteps.Activation, DenseSteps.Activation, DenseSteps.Scale,
        DenseSteps.Sum, DenseSteps.Sum, DenseSteps.Normalise, DenseSteps.Softmax, DenseSteps.ReduceSum, DenseSteps.Einsum,
        LayoutSteps.Concat, LayoutSteps.Split, LayoutSteps.Slice, LayoutSteps.Pick, LayoutSteps.SplitAxis, LayoutSteps.SplitAxis, LayoutSteps.MergeAxes,
        LayoutSteps.MergeByComputedShape, LayoutSteps.Transpose, LayoutSteps.Transpose, LayoutSteps.Pad, LayoutSteps.Expand,
        BlockSteps.Attention, BlockSteps.GatedNeurons, BlockSteps.Convolutions,
    ];

    /// <summary>A model of about this many steps; the same seed gives the same model.</summary>
    public static OnnxModel Create(int seed, int stepCount = 10)
    {
        var sketch = new GraphSketch(new Random(seed));
        for (var i = 0; i < stepCount; i++)
            sketch.Pick(steps)(sketch);
        return sketch.Finish();
    }
}
