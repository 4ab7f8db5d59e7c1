using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Manifest;

/// <summary>Costs in words: <c>FLOPs</c>.</summary>
internal static class CostWords
{
    /// <summary>A cost that the manifest names.</summary>
    public static string Of(CostWord cost) => cost switch
    {
        CostWord.Flops => "FLOPs",
        CostWord.Parameters => "parameters",
        CostWord.Bytes => "bytes",
        CostWord.Latency => "latency",
        _ => throw new ArgumentOutOfRangeException(nameof(cost), cost, "Not a cost."),
    };

    /// <summary>A cost that a budget counts.</summary>
    public static string Of(CostKind cost) => Of(cost switch
    {
        CostKind.Macs => CostWord.Flops,
        CostKind.Parameters => CostWord.Parameters,
        CostKind.Bytes => CostWord.Bytes,
        _ => throw new ArgumentOutOfRangeException(nameof(cost), cost, "Not a cost."),
    });
}
