using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Convolutions.</summary>
internal static class ConvolutionRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["Conv"] = Convolution,
        ["ConvTranspose"] = Transposed,
    };

    private static void Convolution(BackwardNode node)
    {
        var window = ConvolutionWindow.Of(node, Spatial(node.Fact(1)));
        node.Give(0, () => Spread(node.Gradient, node.Input(1), node.X, window, node.Int("group", 1)));
        node.Give(1, () => Weight(node.X, node.Gradient, node.Fact(1).Shape, window, node.Int("group", 1)));
        node.Give(2, () => PerChannel(node));
    }

    // The adjoint of a convolution: its own gradient is that convolution.
    private static void Transposed(BackwardNode node)
    {
        if (node.Ints("output_shape") is not null || node.Text("auto_pad", "NOTSET") is not ("NOTSET" or "VALID"))
        {
            node.Refuse("its padding follows from its output's shape");
            return;
        }

        var window = ConvolutionWindow.Of(node, Spatial(node.Fact(1)));
        var group = node.Int("group", 1);
        // Padding of the output lengthens it behind the last place that the convolution stops at.
        node.Give(0, () => Cut(
            node.Gradient.Apply("Conv", node.Input(1), Attributes(window, group)), node.X,
            node.X.Integers([.. window.Kernel.Select(_ => 0L)]), window.Rank));
        node.Give(1, () => Weight(node.Gradient, node.X, node.Fact(1).Shape, window, group));
        node.Give(2, () => PerChannel(node));
    }

    /// <summary>Each element of a gradient spread over the window that it came from, in the shape of the input.</summary>
    /// <remarks>Computed without paddings, and as long as any input can be; what falls on paddings is cut off then. So it holds for inputs
    /// of any size.</remarks>
    internal static GraphValue Spread(GraphValue gradient, GraphValue weight, GraphValue input, ConvolutionWindow window, long group)
    {
        if (window.Strides.All(stride => stride == 1))
            return gradient.Apply("ConvTranspose", weight, Attributes(window, group));
        var spread = gradient.Apply(
            "ConvTranspose",
            weight,
            [.. Attributes(window.Bare(), group),
                NodeWriter.Attribute("output_padding", [.. window.Strides.Select(stride => stride - 1)])]);
        return Cut(spread, input, window.Paddings(input).Before, window.Rank);
    }

    internal static AttributeProto[] Attributes(ConvolutionWindow window, long group) =>
    [
        NodeWriter.Attribute("strides", window.Strides), NodeWriter.Attribute("dilations", window.Dilations),
        NodeWriter.Attribute("pads", window.Pads), NodeWriter.Attribute("group", group),
    ];

    /// <summary>The part of a value that has another's spatial sizes.</summary>
    private static GraphValue Cut(GraphValue value, GraphValue like, GraphValue first, int rank) => value.Apply(
        "Slice",
        [first, first + ConvolutionWindow.Places(like), value.Integers([.. Enumerable.Range(2, rank).Select(axis => (long)axis)])]);

    /// <summary>ẇ[m, c, k] = Σ_n Σ_p ẏ[n, m, p]·x[n, c, s·p + d·k]: a convolution in which channels are records, records are channels, the
    /// gradient is the kernel, and stride and dilation change places.</summary>
    private static GraphValue Weight(
        GraphValue input, GraphValue gradient, ValueList<long> shape, ConvolutionWindow window, long group)
    {
        var rank = window.Rank;
        int[] spatial = [.. Enumerable.Range(2, rank)];
        var x = input.Transpose([1, 0, .. spatial]);
        if (window.Computed is { } computed)
            (x, window) = (ConvolutionWindow.Padded(x, computed.Before, computed.After), window.Bare());
        if (group > 1)
        {
            // [group·channels, records, …] → [channels, group·records, …]
            var places = x.Shape().Slice(0, 2, long.MaxValue);
            var split = GraphValue.Concat(0, x.Integers(group, -1), input.Size(0), places);
            var turned = x.Reshape(split).Transpose([1, 0, 2, .. spatial.Select(axis => axis + 1)]);
            x = turned.Reshape(GraphValue.Concat(0, turned.Size(0), x.Integers(-1), places));
        }

        var kernel = gradient.Transpose([1, 0, .. spatial]);
        var swapped = window with { Strides = window.Dilations, Dilations = window.Strides };
        var product = x.Apply("Conv", kernel, Attributes(swapped, group));
        var weight = product.Transpose([1, 0, .. spatial]);
        for (var i = 0; i < rank; i++)
            weight = weight.Slice(i + 2, 0, shape[i + 2]);
        return weight;
    }

    private static GraphValue PerChannel(BackwardNode node) => node.Gradient.Sum(
        [0, .. Enumerable.Range(2, node.OutputFact().Shape.Count - 2).Select(axis => (long)axis)], keepAxes: false);

    private static long[] Spatial(ValueFact fact) => [.. fact.Shape.Skip(2)];
}
