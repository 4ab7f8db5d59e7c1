using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Groups that weights of experts read which are no consumer's: there are too many, or they come in another form.</summary>
public static class UnfollowedExperts
{
    private static readonly string[] carriers =
        ["Cast", "Identity", "Transpose", "Reshape", "Squeeze", "Unsqueeze", "DequantizeLinear"];

    /// <summary>Why what reads a group is not measured: a clause that completes "because …".</summary>
    /// <returns>Null when a constant weight reads it, or none that is chosen row by row.</returns>
    public static string? WhyNot(GraphIndex index, PruneGroup group) => !UnreadUnits.Of(group) ? null : group.Consumers
        .Where(consumer => consumer.Body is null).Select(consumer => WhyNot(index, consumer)).FirstOrDefault(reason => reason is not null);

    private static string? WhyNot(GraphIndex index, Consumer consumer)
    {
        if (index.Producer(consumer.Node) is not { Input.Count: 2 } product
            || index.Producer(Source(index, product.Input[1 - consumer.Input])) is not { OpType: "Gather" or "GatherND" } chooser
            || index.Constant(chooser.Input[1]) is not null
            || index.Constant(Source(index, chooser.Input[0])) is not { Dims.Count: 3 } stack)
            return null;
        var features = stack.Dims[0] * consumer.TapPattern.AxisSize;
        return features > ExpertStack.MostFeatures
            ? $"its {stack.Dims[0]} experts have {features} features together, and moments are taken of {ExpertStack.MostFeatures} at most"
            : $"the weights that '{chooser.Output[0]}' chooses from the stack '{stack.Name}' for each token read it, and those are only "
                + "followed as floats that one product reads as they are chosen, one matrix for each row";
    }

    /// <summary>The value that carriers, if any, made another one of.</summary>
    private static string Source(GraphIndex index, string value)
    {
        while (index.Producer(value) is { } node && carriers.Contains(node.OpType))
            value = node.Input[0];
        return value;
    }
}
