using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Pruning.Recovery;

/// <summary>A value whose channels are shifted and stretched, and the constants that do it. See README.md, "Statistics".</summary>
/// <param name="Value">The value: a node's first output.</param>
/// <param name="Axis">The axis of channels.</param>
/// <param name="Channels">How many there are.</param>
public abstract record CorrectionSite(string Value, int Axis, int Channels)
{
    /// <summary>True when what the original puts out there must be known.</summary>
    public abstract bool NeedsOriginal { get; }

    /// <summary>What would make each channel what it should be.</summary>
    /// <param name="now">The value on calibration data.</param>
    /// <param name="original">The same value of the original; null where that has other channels and is not needed.</param>
    /// <returns>A factor and a shift for each channel, 1 and 0 for those that stay.</returns>
    public abstract ChannelMap Map(ChannelStatistics now, ChannelStatistics? original);

    /// <summary>The model with constants that map the value so.</summary>
    public abstract OnnxModel Apply(OnnxModel model, ChannelMap map);

    /// <summary>Every site of a model, in the order in which it runs: BatchNormalizations,
    /// and weights whose outputs none of them reads.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    /// <param name="weights">Its weights.</param>
    public static IReadOnlyList<CorrectionSite> Of(OnnxModel model, ShapeFacts facts, MaskableWeights weights)
    {
        var index = new GraphIndex(model.Graph);
        var products = weights.Weights.Where(weight => weight.Others.Count == 0).ToLookup(weight => weight.Node);
        var sites = new List<CorrectionSite>();
        foreach (var node in TopologicalOrder.Of(model.Graph) ?? model.Graph.Node)
        {
            if (NormCorrection.Of(model, index, node) is { } norm)
                sites.Add(norm);
            else if (products[Output(node)].Take(2).ToArray() is [{ } weight]
                && !IsNormalised(model, index, node)
                && WeightCorrection.Of(model, index, facts, node, weight) is { } product)
                sites.Add(product);
        }

        return sites;
    }

    private static string Output(NodeProto node) => node.Output.FirstOrDefault(output => output.Length > 0) ?? "";

    private static bool IsNormalised(OnnxModel model, GraphIndex index, NodeProto node) =>
        index.Uses(Output(node)) is [{ Node: { } reader }] && NormCorrection.Of(model, index, reader) is not null;
}

/// <summary>y ← a·y + b, channel by channel.</summary>
/// <param name="Factors">a.</param>
/// <param name="Shifts">b.</param>
public sealed record ChannelMap(double[] Factors, double[] Shifts)
{
    /// <summary>The map where a channel's flag is true, and nothing elsewhere.</summary>
    public ChannelMap Where(bool[] flags) => new(
        [.. Factors.Select((factor, channel) => flags[channel] ? factor : 1)],
        [.. Shifts.Select((shift, channel) => flags[channel] ? shift : 0)]);
}
