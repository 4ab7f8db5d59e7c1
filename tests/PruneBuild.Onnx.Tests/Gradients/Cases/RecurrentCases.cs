namespace PruneBuild.Onnx.Tests.Gradients.Cases;

internal static class RecurrentCases
{
    private const int Time = 3, Batch = 2, Inputs = 2, Hidden = 2;

    public static GradientCase[] All { get; } =
    [
        .. from direction in new[] { "forward", "reverse", "bidirectional" }
           select Recurrent("LSTM", 4, direction) with { Outputs = 3 },
        .. from direction in new[] { "forward", "reverse", "bidirectional" }
           from reset in new[] { 0, 1 }
           select Recurrent("GRU", 3, direction, ("linear_before_reset", reset)) with { Outputs = 2, Note = $"{direction}, {reset}" },
        new("LSTM", [[Time, Batch, Inputs], [1, 4 * Hidden, Inputs], [1, 4 * Hidden, Hidden]], ("hidden_size", Hidden)) { Note = "bare" },
        new("GRU", [[Time, Batch, Inputs], [1, 3 * Hidden, Inputs], [1, 3 * Hidden, Hidden]], ("hidden_size", Hidden)) { Note = "bare" },
    ];

    private static GradientCase Recurrent(string op, int gates, string direction, params (string, object)[] attributes)
    {
        var directions = direction == "bidirectional" ? 2 : 1;
        CaseInput[] states = op == "LSTM" ? [[directions, Batch, Hidden], [directions, Batch, Hidden]] : [[directions, Batch, Hidden]];
        return new GradientCase(
            op,
            [
                [Time, Batch, Inputs], [directions, gates * Hidden, Inputs], [directions, gates * Hidden, Hidden],
                [directions, 2 * gates * Hidden], CaseInput.None, .. states,
            ],
            [("hidden_size", Hidden), ("direction", direction), .. attributes]) { Note = direction };
    }
}
