using PruneBuild.Onnx;
using PruneBuild.Onnx.Building;
using PruneBuild.Onnx.Editing;
using PruneBuild.Onnx.Proto;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Refitting;

/// <summary>Where the authors' code of Kwon et al. does not tune, or on one token only.</summary>
/// <remarks>The first attention is left alone; neurons of the last layer of a classifier are tuned on the token that it reads.</remarks>
internal sealed class PublishedTuning
{
    private const string Suffix = ".prunebuild.read";

    private readonly ModelStructure structure;
    private readonly string? firstAttention;
    private readonly IReadOnlyDictionary<string, (int Axis, long Position)> read;

    /// <summary>Reads it off a model.</summary>
    /// <param name="model">The model.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <param name="structure">Its groups.</param>
    public PublishedTuning(OnnxModel model, ShapeFacts facts, ModelStructure structure)
    {
        this.structure = structure;
        var attentions = structure.Groups.Where(group => group.Kind == StructureKind.Heads).SelectMany(group => group.Consumers)
            .Select(consumer => consumer.Node).ToHashSet();
        firstAttention = (TopologicalOrder.Of(model.Graph) ?? model.Graph.Node).SelectMany(node => node.Output.Take(1))
            .FirstOrDefault(attentions.Contains);
        read = SinglePositions.Only(model, facts, [.. model.Graph.Output.Select(output => output.Name)]);
    }

    /// <summary>True for the consumer that keeps its weights.</summary>
    public bool LeavesAlone(ConsumerCut cut) => cut.Consumer.Node == firstAttention;

    /// <summary>The model with what enters a consumer, and its target, at the position alone that is read;
    /// all as it was where every position counts.</summary>
    /// <param name="model">The model with the target.</param>
    /// <param name="facts">Shapes of its values.</param>
    /// <param name="cut">The consumer, by the groups that end in it.</param>
    /// <param name="consumer">The same as it is in the model.</param>
    public (OnnxModel Model, ShapeFacts Facts, Consumer Consumer, string Target) Narrow(
        OnnxModel model, ShapeFacts facts, ConsumerCut cut, Consumer consumer)
    {
        if (consumer.Experts is not null
            || cut.Groups.Any(id => structure.Group(id).Kind != StructureKind.Neurons)
            || !read.TryGetValue(consumer.Node, out var place)
            || facts.Find(consumer.Tap) is not { } tap
            || tap.Shape.Count != facts.Find(consumer.Node)!.Shape.Count)
            return (model, facts, consumer, TargetGraph.Value);
        var proto = model.Proto.Clone();
        proto.Graph.Initializer.Add(TensorProtos.Create($"position{Suffix}", Tensor.Of([place.Position], 1)));
        foreach (var value in new[] { consumer.Tap, TargetGraph.Value })
        {
            proto.Graph.Node.Add(new NodeProto
            {
                OpType = "Gather", Name = value + Suffix, Input = { value, $"position{Suffix}" }, Output = { value + Suffix },
                Attribute = { NodeWriter.Attribute("axis", place.Axis) },
            });
        }

        var known = facts.Values.ToDictionary();
        known[consumer.Tap + Suffix] = tap with { Shape = [.. tap.Shape.Select((size, axis) => axis == place.Axis ? 1 : size)] };
        return (model.With(proto), new ShapeFacts(known), consumer with { Tap = consumer.Tap + Suffix }, TargetGraph.Value + Suffix);
    }
}
