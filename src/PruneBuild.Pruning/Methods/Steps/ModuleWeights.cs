using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>A weight of a module: one that makes its units, or the consumer that they are cut from.</summary>
/// <param name="Whole">The product by the weight with all its features, and the groups that it belongs to.</param>
/// <param name="IsCut">True for a consumer.</param>
public sealed record ModuleWeights(ConsumerCut Whole, bool IsCut)
{
    /// <summary>All weights of the modules that a plan touches, in the order in which the model multiplies by them. A consumer that
    /// makes the units of another group too is there once, as a consumer; makers whose weight is shared, or whose product is not a
    /// matrix's, are left out.</summary>
    /// <param name="model">The model that the structure was inferred from.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <param name="structure">Its groups.</param>
    /// <param name="plan">The units that stay.</param>
    public static IReadOnlyList<ModuleWeights> Of(OnnxModel model, ShapeFacts facts, ModelStructure structure, PrunePlan plan)
    {
        var cuts = ConsumerCut.Of(model, structure, plan)
            .Select(cut => new ModuleWeights(Entire(cut.Consumer, cut.Groups), true)).ToArray();
        var products = MaskableWeights.Find(model, facts).Weights
            .Where(weight => weight is { Inputs: not null, PartStride: 0, Others.Count: 0 })
            .ToDictionary(weight => weight.Node, weight => weight.Inputs!);
        var makers =
            from kept in plan.Groups
            from producer in Producers.Of(model, structure.Group(kept.GroupId))
            where products.ContainsKey(producer.Node) && cuts.All(cut => cut.Whole.Consumer.Node != producer.Node)
            group kept.GroupId by producer.Node into made
            select new ModuleWeights(Entire(products[made.Key], made.ToValueList()), false);
        var order = (TopologicalOrder.Of(model.Graph) ?? model.Graph.Node).Select((node, position) => (node, position))
            .Where(pair => pair.node.Output.Count > 0).ToDictionary(pair => pair.node.Output[0], pair => pair.position);
        return [.. cuts.Concat(makers).OrderBy(weight => order[weight.Whole.Consumer.Node])];
    }

    private static ConsumerCut Entire(Consumer consumer, ValueList<string> groups)
    {
        var features = Enumerable.Range(0, consumer.Features).ToValueList();
        return new ConsumerCut(ConsumerCut.Whole(consumer), features, groups) { Units = features };
    }
}
