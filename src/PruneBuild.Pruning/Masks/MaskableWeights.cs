using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;

namespace PruneBuild.Pruning.Masks;

/// <summary>The weights of a model that masks can thin out, and why not the others.</summary>
/// <param name="Weights">In the order in which the model multiplies by them.</param>
/// <param name="Refusals">Every other constant of floats or 8-bit integers with at least two axes.</param>
public sealed record MaskableWeights(ValueList<MaskableWeight> Weights, ValueList<MaskRefusal> Refusals)
{
    /// <summary>Constants below this many elements are single numbers in the shape of a matrix.</summary>
    private const long SmallestElements = 4;

    /// <summary>Finds them.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Types and shapes of its values.</param>
    public static MaskableWeights Find(OnnxModel model, ShapeFacts facts)
    {
        var index = new GraphIndex(model.Graph);
        var found = new List<MaskableWeight>();
        var refused = new Dictionary<string, MaskRefusal>();
        foreach (var node in TopologicalOrder.Of(model.Graph) ?? model.Graph.Node)
        {
            for (var input = 0; input < node.Input.Count; input++)
            {
                if (PackedProducts.IsScale(node, input) || Source(model, index, node.Input[input]) is not { } source)
                    continue;
                if (Describe(index, facts, node, input, source) is var (weight, reason) && weight is not null)
                    found.Add(weight);
                else if (!WeightSource.IsCarrier(node))
                    refused.TryAdd(source.Tensor, Refusal(source, node, reason!));
            }
        }

        var shared = SharedWeights.Join(index, found);
        foreach (var refusal in shared.Refusals.Concat(InBodies(model)))
            refused.TryAdd(refusal.Tensor, refusal);
        var weights = DefaultExclusions.Apply(index, shared.Weights, WeightedNodes.Of(model.Graph, facts));
        var masked = shared.Weights.Select(weight => weight.Tensor).ToHashSet();
        return new MaskableWeights(weights.ToValueList(), refused.Values.Where(refusal => !masked.Contains(refusal.Tensor)).ToValueList());
    }

    private static WeightSource? Source(OnnxModel model, GraphIndex index, string value) =>
        WeightSource.Of(model, index, value) is { Elements: >= SmallestElements, Rank: >= 2 } source ? source : null;

    /// <summary>Weights that nodes in bodies read, wherever they are stored.</summary>
    private static IEnumerable<MaskRefusal> InBodies(OnnxModel model)
    {
        var index = GraphIndex.Deep(model.Graph);
        return
            from holder in model.Graph.Node
            from body in SubgraphCaptures.Bodies(holder).SelectMany(GraphTree.Of)
            from node in body.Node
            where !WeightSource.IsCarrier(node)
            from input in Enumerable.Range(0, node.Input.Count)
            where !PackedProducts.IsScale(node, input)
            let source = Source(model, index, node.Input[input])
            where source is not null
            select Refusal(
                source, node,
                $"it is read in a body of {holder.OpType} '{holder.Output[0]}', and masks know the main graph alone") with
            {
                IsInBody = WeightedNodes.IsProduct(node),
            };
    }

    private static MaskRefusal Refusal(WeightSource source, NodeProto node, string reason) =>
        new(source.Tensor, node.Output[0], node.OpType, PackedProducts.Elements(node, source.Elements), reason);

    private static (MaskableWeight? Weight, string? Reason) Describe(
        GraphIndex index, ShapeFacts facts, NodeProto node, int input, WeightSource source)
    {
        if (source.Problem is { } problem)
            return (null, PackedProducts.Bits(node) is { } bits ? Packed(bits, node.OpType) : problem);
        if (WeightRules.Read(facts, node, input, source.Shape) is not { } product)
            return (null, WeightRules.WhyNot(node, input));
        return (
            new MaskableWeight(
                product.Suffix, node.Output.First(output => output.Length > 0), node.OpType, input, source.Tensor,
                product.Layout.Behind(source.Order), product.Inputs, product.PartStride, product.Excluded),
            null);
    }

    private static string Packed(long bits, string unpacking) =>
        $"its elements are packed integers of {bits} bits, which {unpacking} unpacks itself; "
        + "masks know floats, and integers behind a DequantizeLinear";
}
