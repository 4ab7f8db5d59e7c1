using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>Pooling and resizing.</summary>
internal static class PoolingRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["MaxPool"] = MaxPool,
        ["AveragePool"] = AveragePool,
        ["GlobalAveragePool"] = node => node.Give(0, () =>
        {
            var sizes = node.X.Shape();
            var count = sizes.Slice(0, 2, long.MaxValue).Apply("ReduceProd", NodeWriter.Attribute("keepdims", 0)).Cast(node.X.Type);
            return (node.Gradient / count).Expand(sizes);
        }),
        ["GlobalMaxPool"] = node => node.Give(0, () =>
        {
            var chosen = node.X.Compare("Equal", node.Y).Cast(node.X.Type);
            return chosen * (node.Gradient / chosen.Sum([.. Enumerable.Range(2, node.Rank(0) - 2).Select(axis => (long)axis)]));
        }),
        ["Resize"] = Resizing.Give,
    };

    // The pool itself says where each maximum came from: positions in the whole input.
    private static void MaxPool(BackwardNode node)
    {
        if (node.Int("storage_order", 0) != 0)
            node.Refuse("its positions are stored column by column");
        else
            node.Give(0, () =>
            {
                var positions = node.ExtraOutput(1, ElementType.Int64).Reshape(-1);
                var count = (node.X.Apply("Size") with { Type = ElementType.Int64 }).Reshape(1);
                var added = node.X.Zeros(count).Apply("ScatterElements", [positions, node.Gradient.Reshape(-1)], NodeWriter.Attribute("reduction", "add"));
                return added.Reshape(node.X.Shape());
            });
    }

    private static void AveragePool(BackwardNode node) => node.Give(0, () =>
    {
        var kernel = node.Ints("kernel_shape")!;
        var window = ConvolutionWindow.Of(node, kernel, [.. node.Fact(0).Shape.Skip(2)], [.. node.OutputFact().Shape.Skip(2)]);
        var channels = node.Fact(0).Shape[1];
        var ones = node.X.Filled(node.X.Integers([channels, 1, .. kernel]), 1);
        if (node.Int("ceil_mode", 0) != 0)
            window = Lengthened(node, window);
        // How many elements each mean is over: all of the window, or those that are not padding.
        var all = node.X.Filled(node.X.Shape(), 1);
        var inside = all.Apply("Conv", ones, ConvolutionRules.Attributes(window, channels));
        var share = node.Int("count_include_pad", 0) != 0 ? node.Gradient / Padded(node, window) : node.Gradient / inside;
        return ConvolutionRules.Spread(share, ones, node.X, window, channels);
    });

    // A last window that starts inside and ends outside: padding behind that no mean counts.
    private static ConvolutionWindow Lengthened(BackwardNode node, ConvolutionWindow window)
    {
        var (input, output) = (node.Fact(0).Shape.Skip(2).ToArray(), node.OutputFact().Shape.Skip(2).ToArray());
        var after = window.After.Select((pad, i) => Math.Max(
            pad, ((output[i] - 1) * window.Strides[i]) + (window.Dilations[i] * (window.Kernel[i] - 1)) + 1 - input[i] - window.Before[i]));
        return window with { After = [.. after] };
    }

    private static GraphValue Padded(BackwardNode node, ConvolutionWindow window) =>
        node.X.Like(window.Kernel.Aggregate(1L, (product, size) => product * size));
}
