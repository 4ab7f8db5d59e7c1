using PruneBuild.Onnx;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Goa;

/// <summary>Finds the attention probabilities of a group of heads.</summary>
public static class AttentionRows
{
    // What may stand between Softmax and the product with the values, or between that and the output projection.
    private static readonly string[] passing =
        ["Identity", "Dropout", "Cast", "Transpose", "Reshape", "Where", "Squeeze", "Unsqueeze", "Flatten"];

    /// <summary>The output of the Softmax whose product with the values the group's consumer reads;
    /// null where the graph does not show it.</summary>
    public static string? Of(OnnxModel model, PruneGroup group)
    {
        var index = new GraphIndex(model.Graph);
        return group.Consumers.Select(consumer => Follow(index, consumer.Tap, "MatMul")).OfType<string>()
            .Select(context => Follow(index, index.Producer(context)!.Input[0], "Softmax")).FirstOrDefault(rows => rows is not null);
    }

    /// <summary>The first value of that operator on the way back.</summary>
    private static string? Follow(GraphIndex index, string value, string op)
    {
        while (index.Producer(value) is { } node)
        {
            if (node.OpType == op)
                return value;
            if (!passing.Contains(node.OpType))
                return null;
            // Where puts zeros where nothing is to be seen; the probabilities are whichever of the two is computed.
            value = node.OpType == "Where" && index.Constant(node.Input[1]) is not null ? node.Input[2]
                : node.OpType == "Where" ? node.Input[1]
                : node.Input[0];
        }

        return null;
    }
}
