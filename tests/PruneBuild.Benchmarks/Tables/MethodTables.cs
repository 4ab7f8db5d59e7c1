namespace PruneBuild.Benchmarks.Tables;

/// <summary>The tables of docs/methods.md.</summary>
internal static class MethodTables
{
    /// <summary>Methods are compared at equal costs, as papers do.</summary>
    public const string AnySize = "allocate: { round-to: 1 }";

    private const string Refit = "reconstruct: { kind: least-squares, inputs: sequential }";
    private const string Published =
        "criterion: { kind: kprune, predictive: kl-gradient, representational-weight: 2.5e-4, score-share: 1, score-every: 1 }";

    /// <summary>Every table.</summary>
    public static IReadOnlyList<MethodTable> All { get; } =
    [
        new(
            "encoder",
            "sst2-minilm",
            [
                ("magnitude", "method: magnitude"),
                ("magnitude, least squares", $"method: magnitude, {Refit}"),
                ("fluctuation (FLAP)", "method: fluctuation"),
                ("fluctuation, least squares (LIAR)", $"method: fluctuation, {Refit}"),
                ("osscar", "method: osscar"),
                ("kprune", "method: kprune"),
            ],
            [("30 % of FLOPs", "{ flops: 30% }"), ("50 %", "{ flops: 50% }")],
            [0]),
        new(
            "convolutions",
            "resnet20",
            [
                ("magnitude", "criterion: magnitude, reconstruct: none"),
                ("magnitude, least squares", $"criterion: magnitude, {Refit}"),
                ("fluctuation, least squares", $"criterion: fluctuation, {Refit}"),
                ("osscar", "method: osscar"),
            ],
            [("20 % of channels", "{ units: 20% }"), ("30 %", "{ units: 30% }"), ("50 %", "{ units: 50% }")],
            [0],
            "The same share of the inner channels of every block goes."),
        new(
            "kprune", "sst2-minilm-kprune",
            [("kprune", "method: kprune"), ("kprune, every step as published", $"method: kprune, {Published}, {AnySize}")],
            Shares, [0, 1, 2, 3, 4]),
        new(
            "recovered", "sst2-minilm-kprune",
            [("kprune, then block by block", "method: kprune, recover: { kind: blocks, learning-rate: 0.0002 }")],
            [.. Shares.TakeLast(2)], [0, 1, 2, 3, 4]),
        new(
            "kwon", "sst2-minilm-kwon",
            [("kwon", $"method: kwon, {AnySize}"), ("kwon without rescaling", $"method: kwon, reconstruct: none, {AnySize}")],
            Shares, [0, 1, 2, 3, 4]),
    ];

    /// <summary>The settings of a row, without what it removes.</summary>
    /// <param name="row">Its title in any of the tables.</param>
    public static string Method(string row) => All.SelectMany(table => table.Methods).First(method => method.Title == row).Prune;

    private static (string Title, string Remove)[] Shares =>
        [("40 % of FLOPs", "{ flops: 40% }"), ("50 %", "{ flops: 50% }"), ("60 %", "{ flops: 60% }"),
            ("70 %", "{ flops: 70% }"), ("80 %", "{ flops: 80% }")];
}
