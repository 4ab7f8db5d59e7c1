using PruneBuild.Onnx.Building;

namespace PruneBuild.Onnx.Gradients.Rules;

/// <summary>
/// Recurrent layers, by back-propagation through time. All gates follow from inputs and outputs at once; only what one step hands to the
/// next is computed step by step, in a Scan.
/// </summary>
internal static class RecurrentRules
{
    /// <summary>By operator.</summary>
    public static IReadOnlyDictionary<string, GradientRule> All { get; } = new Dictionary<string, GradientRule>
    {
        ["LSTM"] = node => Give(node, 4, Lstm),
        ["GRU"] = node => Give(node, 3, Gru),
    };

    private static void Give(BackwardNode node, int gates, Func<BackwardNode, RecurrentDirection, RecurrentGradients> direction)
    {
        if (RecurrentLayers.WhyNoGradient(node.Node) is { } reason)
        {
            node.Refuse(reason);
            return;
        }

        var count = node.Text("direction", "forward") == "bidirectional" ? 2 : 1;
        var directions = Enumerable.Range(0, count).Select(i => new RecurrentDirection(node, i, gates));
        RecurrentGradients.Give(node, [.. directions.Select(one => (one, direction(node, one)))]);
    }

    // Gates i, o, f, c: C = f·C₋ + i·c, h = o·tanh C.
    private static RecurrentGradients Lstm(BackwardNode node, RecurrentDirection of)
    {
        var before = of.Before(of.Outputs, of.First(5));
        var stacked = of.FromInput() + of.FromState(before);
        var (i, o, f) = (of.Gate(stacked, 0).Apply("Sigmoid"), of.Gate(stacked, 1).Apply("Sigmoid"), of.Gate(stacked, 2).Apply("Sigmoid"));
        var c = of.Gate(stacked, 3).Apply("Tanh");
        var cells = Cells(node, of, i * c, f);
        var (previous, tanh) = (of.Before(cells, of.First(6)), cells.Apply("Tanh"));

        var scan = new ScanWriter(node.Writer, node.X.Type, rank: 2);
        var (nextH, nextC) = (scan.State(of.StateGradient(1)), scan.State(of.StateGradient(2)));
        var output = scan.Slice(of.OutputGradient);
        // What each gate's gradient is a multiple of, computed for all steps at once.
        var (cellOfH, keep) = (scan.Slice(o * (1 - tanh * tanh)), scan.Slice(f));
        var gateI = scan.Slice(c * i * (1 - i));
        var gateO = scan.Slice(tanh * o * (1 - o));
        var gateF = scan.Slice(previous * f * (1 - f));
        var gateC = scan.Slice(i * (1 - c * c));
        var h = output + nextH;
        var cell = nextC + h * cellOfH;
        var gates = GraphValue.Concat(-1, cell * gateI, h * gateO, cell * gateF, cell * gateC);
        var results = scan.Write([gates.MatMul(scan.Outside(of.R)), cell * keep], [gates], !of.IsReversed);
        return Recurrent(results[2], before, [results[0], results[1]]);
    }

    private static GraphValue Cells(BackwardNode node, RecurrentDirection of, GraphValue added, GraphValue kept)
    {
        var scan = new ScanWriter(node.Writer, node.X.Type, rank: 2);
        var cell = scan.State(of.First(6));
        var next = scan.Slice(kept) * cell + scan.Slice(added);
        return scan.Write([next], [next], of.IsReversed)[1];
    }

    private static RecurrentGradients Recurrent(GraphValue gates, GraphValue before, IReadOnlyList<GraphValue> states) => new(
        gates,
        RecurrentGradients.Rows(gates).Transpose(1, 0).MatMul(RecurrentGradients.Rows(before)),
        gates.Sum([0, 1], keepAxes: false),
        states);

    // Gates z, r, h: h̃ = tanh(x_h + r·(R_h h₋ + b)) or tanh(x_h + R_h (r·h₋) + b), h = (1 − z)·h̃ + z·h₋.
    private static RecurrentGradients Gru(BackwardNode node, RecurrentDirection of)
    {
        var resetsLast = node.Int("linear_before_reset", 0) != 0;
        var before = of.Before(of.Outputs, of.First(5));
        var (input, state) = (of.FromInput(), of.FromState(before));
        var z = (of.Gate(input, 0) + of.Gate(state, 0)).Apply("Sigmoid");
        var r = (of.Gate(input, 1) + of.Gate(state, 1)).Apply("Sigmoid");
        var candidateWeight = of.Gate(of.R, 2, 0);
        var linear = resetsLast ? of.Gate(state, 2) : (r * before).MatMul(candidateWeight.Transpose(1, 0)) + of.StateBias(2);
        var candidate = (of.Gate(input, 2) + (resetsLast ? r * linear : linear)).Apply("Tanh");

        var scan = new ScanWriter(node.Writer, node.X.Type, rank: 2);
        var next = scan.State(of.StateGradient(1));
        var h = scan.Slice(of.OutputGradient) + next;
        var update = h * scan.Slice((before - candidate) * z * (1 - z));
        var fresh = h * scan.Slice((1 - z) * (1 - candidate * candidate));
        var (reset, keep) = (scan.Slice(r), scan.Slice(z));
        var resetSlope = scan.Slice((resetsLast ? linear : before) * r * (1 - r));
        var weight = scan.Outside(candidateWeight);
        // Gradient of R_h's product, and of what the reset gate multiplies.
        var product = resetsLast ? fresh * reset : fresh;
        var back = product.MatMul(weight);
        var resetting = (resetsLast ? fresh : back) * resetSlope;
        var outer = GraphValue.Concat(-1, update, resetting);
        var toState = h * keep + outer.MatMul(scan.Outside(of.R.Slice(0, 0, 2 * of.Hidden))) + (resetsLast ? back : back * reset);
        var results = scan.Write([toState], [outer, fresh, product], !of.IsReversed);

        var (rows, products) = (RecurrentGradients.Rows(results[1]), RecurrentGradients.Rows(results[3]));
        var multiplied = RecurrentGradients.Rows(resetsLast ? before : r * before);
        return new RecurrentGradients(
            GraphValue.Concat(-1, results[1], results[2]),
            GraphValue.Concat(0, rows.Transpose(1, 0).MatMul(RecurrentGradients.Rows(before)), products.Transpose(1, 0).MatMul(multiplied)),
            GraphValue.Concat(0, results[1].Sum([0, 1], keepAxes: false), results[3].Sum([0, 1], keepAxes: false)),
            [results[0]]);
    }
}
