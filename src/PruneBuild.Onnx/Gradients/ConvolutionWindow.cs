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

    /// <summary>The window of a node, with paddings that are named by a rule counted for the sizes of the facts.</summary>
    /// <param name="node">A convolution or pooling.</param>
    /// <param name="kernel">Sizes of the window.</param>
    /// <param name="input">Spatial sizes of what it moves over.</param>
    /// <param name="output">Spatial sizes of the places it stops at.</param>
    public static ConvolutionWindow Of(BackwardNode node, long[] kernel, long[] input, long[] output)
    {
        long[] ones = [.. kernel.Select(_ => 1L)];
        var (strides, dilations) = (node.Ints("strides") ?? ones, node.Ints("dilations") ?? ones);
        var pads = node.Ints("pads") ?? [.. kernel.Concat(kernel).Select(_ => 0L)];
        var rule = node.Text("auto_pad", "NOTSET");
        if (rule is "SAME_UPPER" or "SAME_LOWER")
        {
            var total = kernel.Select((size, i) => Math.Max(0, ((output[i] - 1) * strides[i]) + (dilations[i] * (size - 1)) + 1 - input[i])).ToArray();
            var small = total.Select(pad => pad / 2).ToArray();
            var large = total.Select(pad => pad - (pad / 2)).ToArray();
            pads = rule == "SAME_UPPER" ? [.. small, .. large] : [.. large, .. small];
        }

        return new ConvolutionWindow(kernel, strides, dilations, pads[..kernel.Length], pads[kernel.Length..]);
    }
}
