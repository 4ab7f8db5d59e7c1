using PruneBuild.Onnx;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>Weights that several nodes read are one weight where all read it alike, and none where they do not.</summary>
internal static class SharedWeights
{
    /// <summary>The weights, each once and named, in the order in which the model multiplies by them;
    /// and those that cannot be masked for their readers.</summary>
    /// <param name="index">The graph.</param>
    /// <param name="read">Every reading of a weight, in the order of the graph; its id is what tells it from
    /// other weights of its node.</param>
    public static (IReadOnlyList<MaskableWeight> Weights, IReadOnlyList<MaskRefusal> Refusals) Join(
        GraphIndex index, IReadOnlyList<MaskableWeight> read)
    {
        var (weights, refusals, names) = (new List<MaskableWeight>(), new List<MaskRefusal>(), new WeightNames());
        var readings = read.ToLookup(weight => weight.Tensor);
        var first = readings.ToDictionary(
            group => group.Key, group => group.FirstOrDefault(weight => weight.Operator != "Gather") ?? group.First());
        foreach (var weight in read.Where(weight => ReferenceEquals(weight, first[weight.Tensor])))
        {
            MaskableWeight[] others = [.. readings[weight.Tensor].Where(other => !ReferenceEquals(other, weight))];
            if (Problem(index, weight, others) is { } problem)
                refusals.Add(new MaskRefusal(weight.Tensor, weight.Node, weight.Operator, weight.Layout.Count, problem));
            else
                weights.Add(Joined(weight, others) with { Id = names.Next(index.Producer(weight.Node)!, weight.Tensor, weight.Id) });
        }

        return (weights, refusals);
    }

    /// <summary>Evidence of all products is added; where that of one is missing, that of the others would decide alone,
    /// and none is taken.</summary>
    private static MaskableWeight Joined(MaskableWeight weight, MaskableWeight[] others)
    {
        if (others.Length == 0)
            return weight;
        var isMeasured = others.Append(weight).All(reading => reading.Inputs is not null || reading.Operator == "Gather");
        var joined = weight with
        {
            Inputs = isMeasured ? weight.Inputs : null,
            Others = others.Select(other => new WeightReader(other.Node, other.Operator, isMeasured ? other.Inputs : null)).ToValueList(),
        };
        return joined with { Excluded = weight.Excluded ?? (joined.IsLookup ? "it is a lookup table too" : null) };
    }

    private static string? Problem(GraphIndex index, MaskableWeight weight, MaskableWeight[] others)
    {
        var readers = Readers(index, weight.Tensor);
        if (readers != others.Length + 1)
            return $"{readers} nodes share it, and not all of them multiply by it in a way that is known";
        var decoder = Decoder(index, weight);
        return others.All(other =>
            other.Layout == weight.Layout && other.PartStride == weight.PartStride && ReferenceEquals(Decoder(index, other), decoder))
            ? null
            : $"{readers} nodes share it, and do not read it alike: its features are outputs to one of them, "
                + "or its numbers are decoded in two ways";
    }

    private static NodeProto? Decoder(GraphIndex index, MaskableWeight weight) =>
        WeightSource.Dequantize(index, index.Producer(weight.Node)!.Input[weight.Input]);

    /// <summary>How many nodes read a value, or what carries its elements; the model's outputs count.</summary>
    private static int Readers(GraphIndex index, string value) => index.Uses(value).Sum(
        use => use is { Node: { } node, Input: 0 } && WeightSource.IsCarrier(node) ? Readers(index, node.Output[0]) : 1);
}
