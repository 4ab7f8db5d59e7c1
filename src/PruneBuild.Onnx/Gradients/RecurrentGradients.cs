using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients;

/// <summary>What one direction of a recurrent node gives back; each without the axis of directions.</summary>
/// <param name="Gates">Gradient of x·Wᵀ + b: [T, B, gates·H].</param>
/// <param name="RecurrentWeight">[gates·H, H].</param>
/// <param name="RecurrentBias">[gates·H].</param>
/// <param name="States">Of the first states, [B, H] each.</param>
internal sealed record RecurrentGradients(
    GraphValue Gates, GraphValue RecurrentWeight, GraphValue RecurrentBias, IReadOnlyList<GraphValue> States)
{
    /// <summary>Gives the gradients of all directions to the node's inputs.</summary>
    public static void Give(BackwardNode node, IReadOnlyList<(RecurrentDirection Direction, RecurrentGradients Gradients)> parts)
    {
        node.Give(0, () => parts.Select(part => part.Gradients.Gates.MatMul(part.Direction.W)).Aggregate((sum, part) => sum + part));
        node.Give(1, () => Stack(parts, part => Rows(part.Gates).Transpose(1, 0).MatMul(Rows(node.X))));
        node.Give(2, () => Stack(parts, part => part.RecurrentWeight));
        node.Give(3, () => Stack(parts, part => GraphValue.Concat(0, part.Gates.Sum([0, 1], keepAxes: false), part.RecurrentBias)));
        for (var state = 0; state < parts[0].Gradients.States.Count; state++)
        {
            var which = state;
            node.Give(5 + which, () => Stack(parts, part => part.States[which]));
        }
    }

    /// <summary>[T, B, …] as [T·B, …].</summary>
    public static GraphValue Rows(GraphValue steps) => steps.Flatten(2);

    private static GraphValue Stack(
        IReadOnlyList<(RecurrentDirection, RecurrentGradients Gradients)> parts, Func<RecurrentGradients, GraphValue> part) =>
        GraphValue.Concat(0, [.. parts.Select(pair => part(pair.Gradients).Unsqueeze(0))]);
}
