using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Structures.Inference;

/// <summary>A factor that a router's choice gathers from the stacked weights of experts: one matrix for each row.</summary>
/// <param name="Stack">The constant, [experts, …, …].</param>
/// <param name="Reader">The Gather, or the GatherND with one index a place.</param>
/// <param name="Experts">How many there are, and what chooses.</param>
internal sealed record ChosenWeights(string Stack, NodeProto Reader, ExpertStack Experts)
{
    private const int Matrices = 3;

    /// <summary>Reads it off an input of a product of three axes.</summary>
    /// <returns>Null for anything else, for a constant choice, for weights that other nodes read too once they are chosen, and for more
    /// than can be measured.</returns>
    public static ChosenWeights? Of(GraphIndex index, ShapeFacts facts, NodeProto product, int input)
    {
        if (index.Producer(product.Input[input]) is not { OpType: "Gather" or "GatherND" } reader
            || !OnnxDomains.IsDefault(reader.Domain)
            || index.Uses(reader.Output[0]).Count != 1
            || index.Constant(reader.Input[0]) is not { Dims.Count: Matrices } stack
            || !((ElementType)stack.DataType).IsFloat()
            || stack.Dims[0] * stack.Dims[input == 0 ? 2 : 1] > ExpertStack.MostFeatures
            || index.Constant(reader.Input[1]) is not null
            || facts.Find(reader.Input[0]) is null
            || facts.Find(reader.Input[1])?.Shape is not { } choice
            || !IsOnePerRow(reader, choice))
            return null;
        return new ChosenWeights(
            reader.Input[0], reader, new ExpertStack((int)stack.Dims[0], reader.Input[1], PerToken(index, facts, reader)));
    }

    private static bool IsOnePerRow(NodeProto reader, ValueList<long> choice) => reader.OpType == "Gather"
        ? reader.Integer("axis", 0) is 0 or -Matrices && choice.Count == 1
        : reader.Integer("batch_dims", 0) == 0 && choice is [_, 1];

    /// <summary>k of the TopK whose indices are laid out token by token.</summary>
    private static int PerToken(GraphIndex index, ShapeFacts facts, NodeProto reader)
    {
        var value = reader.Input[1];
        while (index.Producer(value) is { } node)
        {
            if (node.OpType == "TopK" && facts.Find(value)?.Shape is { Count: > 0 } shape
                && node.Integer("axis", -1) is var axis && (axis == -1 || axis == shape.Count - 1))
                return (int)shape[^1];
            if (node.OpType is not ("Reshape" or "Flatten" or "Squeeze" or "Unsqueeze" or "Cast" or "Identity"))
                return 1;
            value = node.Input[0];
        }

        return 1;
    }
}
