using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients;

/// <summary>One direction of a recurrent node: its slices of inputs, outputs and gradients, without the axis of directions.</summary>
/// <param name="node">LSTM or GRU.</param>
/// <param name="direction">0, or 1 for the backward half of a bidirectional node.</param>
/// <param name="gates">How many gates are stacked in its weights.</param>
internal sealed class RecurrentDirection(BackwardNode node, int direction, int gates)
{
    /// <summary>True when it reads the last time step first.</summary>
    public bool IsReversed => direction == 1 || node.Text("direction", "forward") == "reverse";

    /// <summary>Units.</summary>
    public long Hidden => node.Fact(2).Shape[2];

    /// <summary>Input weight [gates·H, I].</summary>
    public GraphValue W => Of(node.Input(1));

    /// <summary>Recurrent weight [gates·H, H].</summary>
    public GraphValue R => Of(node.Input(2));

    /// <summary>Outputs [T, B, H].</summary>
    public GraphValue Outputs => node.ExtraOutput(0, node.X.Type).Slice(1, direction, direction + 1).Squeeze(1);

    /// <summary>Gradient of the outputs [T, B, H].</summary>
    public GraphValue OutputGradient => node.HasGradient(0)
        ? node.GradientOf(0).Slice(1, direction, direction + 1).Squeeze(1)
        : Outputs.Zeros(Outputs.Shape());

    /// <summary>Gradient of a last state [B, H]: of Y_h, output 1, or Y_c, output 2.</summary>
    public GraphValue StateGradient(int output) => node.HasGradient(output) ? Of(node.GradientOf(output)) : NoState;

    /// <summary>A first state [B, H], input 5 or 6; zeros when it is left out.</summary>
    public GraphValue First(int input) => node.Has(input) ? Of(node.Input(input)) : NoState;

    /// <summary>The values of the step before each, [T, B, H].</summary>
    public GraphValue Before(GraphValue steps, GraphValue first) => IsReversed
        ? GraphValue.Concat(0, steps.Slice(0, 1, long.MaxValue), first.Unsqueeze(0))
        : GraphValue.Concat(0, first.Unsqueeze(0), steps.Slice(0, 0, -1));

    /// <summary>x·Wᵀ + bias of W, [T, B, gates·H].</summary>
    public GraphValue FromInput() => WithBias(node.X.MatMul(W.Transpose(1, 0)), 0);

    /// <summary>h·Rᵀ + bias of R.</summary>
    public GraphValue FromState(GraphValue before) => WithBias(before.MatMul(R.Transpose(1, 0)), gates);

    /// <summary>Columns, or rows of a weight, of a gate.</summary>
    public GraphValue Gate(GraphValue stacked, int gate, int axis = 2) => stacked.Slice(axis, gate * Hidden, (gate + 1) * Hidden);

    /// <summary>The bias of R for a gate, [H]; zero when there is none.</summary>
    public GraphValue StateBias(int gate) => node.Has(3)
        ? Of(node.Input(3)).Slice(0, (gates + gate) * Hidden, (gates + gate + 1) * Hidden)
        : node.X.Like(0);

    private GraphValue NoState
    {
        get
        {
            var sizes = GraphValue.Concat(0, node.X.Size(1), node.X.Integers(Hidden));
            return node.X.Zeros(sizes);
        }
    }

    private GraphValue WithBias(GraphValue product, int firstGate) => node.Has(3)
        ? product + Of(node.Input(3)).Slice(0, firstGate * Hidden, (firstGate + gates) * Hidden)
        : product;

    private GraphValue Of(GraphValue stacked) => stacked.Slice(0, direction, direction + 1).Squeeze(0);
}
