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
                var added = node.X.Zeros(count)
                    .Apply("ScatterElements", [positions, node.Gradient.Reshape(-1)], NodeWriter.Attribute("reduction", "add"));
                return added.Reshape(node.X.Shape());
            });
    }

    private static void AveragePool(BackwardNode node) => node.Give(0, () =>
    {
        var kernel = node.Ints("kernel_shape")!;
        var window = ConvolutionWindow.Of(node, kernel);
        var channels = node.Fact(0).Shape[1];
        var ones = node.X.Filled(node.X.Integers([channels, 1, .. kernel]), 1);
        return ConvolutionRules.Spread(node.Gradient / Counts(node, window, ones, channels), ones, node.X, window, channels);
    });

    /// <summary>How many elements each mean is over: those of its window that are not padding,
    /// or all but those behind the padding.</summary>
    private static GraphValue Counts(BackwardNode node, ConvolutionWindow window, GraphValue ones, long channels)
    {
        var (roundedUp, paddingCounts) = (node.Int("ceil_mode", 0) != 0, node.Int("count_include_pad", 0) != 0);
        if (paddingCounts && !roundedUp)
            return node.X.Like(window.Kernel.Aggregate(1L, (product, size) => product * size));
        var counted = node.X.Filled(node.X.Shape(), 1);
        if (window.Computed is null && !roundedUp)
            return counted.Apply("Conv", ones, ConvolutionRules.Attributes(window, channels));
        var (before, after) = window.Paddings(node.X);
        // A last window that starts inside and ends outside.
        var lacking = window.Reach(node.Y) - (ConvolutionWindow.Places(node.X) + before + after);
        var behind = lacking.Apply("Max", lacking.Like(0));
        if (paddingCounts)
            counted = node.X.Filled(
                GraphValue.Concat(0, node.X.Shape().Slice(0, 0, 2), ConvolutionWindow.Places(node.X) + before + after), 1);
        var padded = paddingCounts
            ? ConvolutionWindow.Padded(counted, before.Like(0).Expand(before.Shape()), behind)
            : ConvolutionWindow.Padded(counted, before, after + behind);
        return padded.Apply("Conv", ones, ConvolutionRules.Attributes(window.Bare(), channels));
    }
}
