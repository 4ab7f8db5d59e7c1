using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients;

/// <summary>How a convolution or pooling moves over its input, over the spatial axes.</summary>
/// <param name="Kernel">Sizes of the window.</param>
/// <param name="Strides">Steps.</param>
/// <param name="Dilations">Distances between the window's elements.</param>
/// <param name="Before">Padding in front.</param>
/// <param name="After">Padding behind.</param>
internal sealed record ConvolutionWindow(long[] Kernel, long[] Strides, long[] Dilations, long[] Before, long[] After)
{
    /// <summary>Number of spatial axes.</summary>
    public int Rank => Kernel.Length;

    /// <summary>Before and After as the attribute <c>pads</c> has them.</summary>
    public long[] Pads => [.. Before, .. After];

    /// <summary>Paddings that follow from the sizes of a run, int64 [spatial axes] in front and behind, in place of Before and After; null
    /// where they are the same in every run.</summary>
    public (GraphValue Before, GraphValue After)? Computed { get; init; }

    /// <summary>How many elements of the input the window reaches over.</summary>
    public long[] Extents => [.. Kernel.Select((size, i) => (Dilations[i] * (size - 1)) + 1)];

    /// <summary>The window of a node.</summary>
    /// <param name="node">A convolution or pooling.</param>
    /// <param name="kernel">Sizes of the window.</param>
    public static ConvolutionWindow Of(BackwardNode node, long[] kernel)
    {
        long[] ones = [.. kernel.Select(_ => 1L)];
        var (strides, dilations) = (node.Ints("strides") ?? ones, node.Ints("dilations") ?? ones);
        var pads = node.Ints("pads") ?? [.. kernel.Concat(kernel).Select(_ => 0L)];
        var rule = node.Text("auto_pad", "NOTSET");
        var window = new ConvolutionWindow(kernel, strides, dilations, pads[..kernel.Length], pads[kernel.Length..]);
        if (rule is not ("SAME_UPPER" or "SAME_LOWER"))
            return window;
        if (strides.Any(stride => stride > 1))
        {
            var missing = window.Reach(node.Y) - Places(node.X);
            var total = missing.Apply("Max", missing.Like(0));
            var small = total / 2;
            return window with { Computed = rule == "SAME_UPPER" ? (small, total - small) : (total - small, small) };
        }

        // With strides of one there are as many places as elements.
        long[] less = [.. window.Extents.Select(extent => (extent - 1) / 2)];
        long[] more = [.. window.Extents.Select(extent => extent - 1 - ((extent - 1) / 2))];
        return rule == "SAME_UPPER" ? window with { Before = less, After = more } : window with { Before = more, After = less };
    }

    /// <summary>Spatial sizes of a value, int64.</summary>
    public static GraphValue Places(GraphValue value) => value.Shape().Slice(0, 2, long.MaxValue);

    /// <summary>How many elements, paddings included, it takes to stop at all places of an output; int64 [spatial axes].</summary>
    public GraphValue Reach(GraphValue output) => (Places(output) - 1) * output.Integers(Strides) + output.Integers(Extents);

    /// <summary>Paddings in front and behind, int64 [spatial axes].</summary>
    public (GraphValue Before, GraphValue After) Paddings(GraphValue like) => Computed ?? (like.Integers(Before), like.Integers(After));

    /// <summary>The window without paddings.</summary>
    public ConvolutionWindow Bare() =>
        this with { Before = [.. Kernel.Select(_ => 0L)], After = [.. Kernel.Select(_ => 0L)], Computed = null };

    /// <summary>A value with zeros around its spatial axes.</summary>
    public static GraphValue Padded(GraphValue value, GraphValue before, GraphValue after)
    {
        var none = before.Integers(0, 0);
        return value.Apply("Pad", GraphValue.Concat(0, none, before, none, after));
    }
}
