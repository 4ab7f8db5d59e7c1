namespace PruneBuild.Pruning.Structures.Inference.Rules;

/// <summary>
/// LSTM, GRU and RNN: x [S, B, I] (layout 1: [B, S, I]), W [D, g·H, I], R [D, g·H, H], b [D, 2g·H], states [D, B, H], peepholes [D, 3·H];
/// g blocks of H rows, one for each gate. The directions share H.
/// </summary>
internal sealed class RecurrentRule : IOperatorRule
{
    private const int W = 1, R = 2, Bias = 3, Lengths = 4, InitialHidden = 5, InitialCell = 6, Peepholes = 7;

    public IReadOnlyList<string> Operators => ["LSTM", "GRU", "RNN"];

    public void Apply(NodeScope scope)
    {
        var (x, w, r) = (scope.Axes(0), scope.Axes(W), scope.Axes(R));
        var hidden = r[2];
        var blocks = w[1].Size / hidden.Size;
        var (directions, batch, batchFirst) = (w[0], x[scope.Int("layout", 0) == 0 ? 1 : 0], scope.Int("layout", 0) != 0);
        var gates = Fixed(scope, blocks, "it counts the gates of the cell");
        scope.Pin(directions, "it counts the directions of the cell");
        scope.Unify(directions, r[0]);
        scope.Unify(x[2], w[2]);
        scope.UnifyProducts([w[1]], [gates, hidden]);
        scope.UnifyProducts([r[1]], [gates, hidden]);
        if (scope.Attribute("hidden_size") is { } stated)
            scope.ObligeAttribute("hidden_size", 0, stated.I, hidden);
        UnifyRows(scope, Bias, directions, Fixed(scope, 2 * blocks, "it counts the biases of the gates"), hidden);
        UnifyRows(scope, Peepholes, directions, Fixed(scope, 3, "it counts the peepholes of the cell"), hidden);
        UnifyStates(scope, directions, batch, hidden, batchFirst);
        if (scope.HasInput(Lengths))
            scope.Unify(scope.Axes(Lengths)[0], batch);

        Dim[] state = batchFirst ? [batch, directions, hidden] : [directions, batch, hidden];
        var sequence = x[batchFirst ? 1 : 0];
        scope.SetOutput(0, batchFirst ? [batch, sequence, directions, hidden] : [sequence, directions, batch, hidden]);
        for (var output = 1; output < scope.Node.Output.Count; output++)
            scope.SetOutput(output, state);

        // The cell sums over its own units through R, so silencing a unit means silencing its column there.
        scope.Contract(0, 2, x[2], ConsumerKind.Other);
        scope.Contract(R, 2, hidden, ConsumerKind.Other);
        scope.Work([sequence, batch, directions, gates, hidden, x[2]]);
        scope.Work([sequence, batch, directions, gates, hidden, hidden]);
    }

    private static Dim Fixed(NodeScope scope, long size, string reason)
    {
        var dim = new Dim(size);
        scope.Pin(dim, reason);
        return dim;
    }

    private static void UnifyRows(NodeScope scope, int input, Dim directions, Dim blocks, Dim hidden)
    {
        if (!scope.HasInput(input))
            return;
        var rows = scope.Axes(input);
        scope.Unify(rows[0], directions);
        scope.UnifyProducts([rows[1]], [blocks, hidden]);
    }

    private static void UnifyStates(NodeScope scope, Dim directions, Dim batch, Dim hidden, bool batchFirst)
    {
        foreach (var input in new[] { InitialHidden, InitialCell }.Where(scope.HasInput))
        {
            var state = scope.Axes(input);
            scope.Unify(state[batchFirst ? 1 : 0], directions);
            scope.Unify(state[batchFirst ? 0 : 1], batch);
            scope.Unify(state[2], hidden);
        }
    }
}
