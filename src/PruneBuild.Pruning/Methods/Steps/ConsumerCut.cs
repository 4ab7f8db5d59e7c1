using PruneBuild.Onnx;
using PruneBuild.Onnx.Editing;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Steps;

/// <summary>A consumer that a plan takes features from, and the features that stay.</summary>
/// <param name="Consumer">The consumer, seen whole.</param>
/// <param name="Kept">Features that stay, strictly ascending.</param>
/// <param name="Groups">Ids of the groups that take from it.</param>
public sealed record ConsumerCut(Consumer Consumer, ValueList<int> Kept, ValueList<string> Groups)
{
    /// <summary>A number for each kept feature, the same for those of one unit.</summary>
    public required ValueList<int> Units { get; init; }

    /// <summary>How the consumer is refit. Without features all that can be fit is a constant,
    /// and the mean of what they gave is the best one.</summary>
    /// <param name="asked">What the recipe says.</param>
    public IReconstruction Reconstruction(IReconstruction asked) => Kept.Count > 0 || !asked.NeedsData ? asked : new MeanBias();

    /// <summary>The consumers with a constant weight that a plan touches, in the order in which the model computes them.</summary>
    /// <param name="model">The model that the structure was inferred from.</param>
    /// <param name="structure">Its groups.</param>
    /// <param name="plan">The units that stay.</param>
    /// <remarks>Several groups may end in one consumer (a Concat before it): it is refit once, for all of them.</remarks>
    public static IReadOnlyList<ConsumerCut> Of(OnnxModel model, ModelStructure structure, PrunePlan plan)
    {
        var removed = new Dictionary<string, (Consumer Consumer, HashSet<int> Features, int[] Units, List<string> Groups)>();
        var order = (TopologicalOrder.Of(model.Graph) ?? model.Graph.Node).Select((node, position) => (node, position))
            .Where(pair => pair.node.Output.Count > 0).ToDictionary(pair => pair.node.Output[0], pair => pair.position);
        foreach (var kept in plan.Groups)
        {
            var keptUnits = kept.Kept.ToHashSet();
            foreach (var consumer in structure.Group(kept.GroupId).Consumers.Where(consumer => consumer.Weight is not null))
            {
                if (!removed.TryGetValue(consumer.Node, out var entry))
                    removed[consumer.Node] = entry = (Whole(consumer), [], [.. Enumerable.Range(0, consumer.Features)], []);
                entry.Groups.Add(kept.GroupId);
                for (var unit = 0; unit < kept.Units; unit++)
                {
                    int[] own = [.. consumer.FeaturesOf(unit)];
                    foreach (var feature in own)
                        entry.Units[feature] = own[0];
                    if (!keptUnits.Contains(unit))
                        entry.Features.UnionWith(own);
                }
            }
        }

        return
        [
            .. removed.Values.OrderBy(entry => order[entry.Consumer.Node]).Select(entry => new ConsumerCut(
                entry.Consumer,
                Enumerable.Range(0, entry.Consumer.Features).Where(feature => !entry.Features.Contains(feature)).ToValueList(),
                entry.Groups.ToValueList())
            {
                Units = entry.Units.Where((_, feature) => !entry.Features.Contains(feature)).ToValueList(),
            }),
        ];
    }

    /// <summary>The same consumer with what another plan takes from it; as it is when that takes nothing.</summary>
    /// <param name="model">The model that the structure was inferred from.</param>
    /// <param name="structure">Its groups.</param>
    /// <param name="plan">The other plan.</param>
    public ConsumerCut Under(OnnxModel model, ModelStructure structure, PrunePlan plan) =>
        Of(model, structure, new PrunePlan(plan.Groups.Where(group => Groups.Contains(group.GroupId)).ToValueList()))
            .FirstOrDefault(other => other.Consumer.Node == Consumer.Node) ?? this;

    /// <summary>The outputs of a consumer that a plan leaves: another group may cut them.</summary>
    /// <returns>Indices of outputs, ascending; null when all stay.</returns>
    public static int[]? KeptOutputs(ModelStructure structure, PrunePlan plan, Consumer consumer)
    {
        int[]? kept = null;
        foreach (var group in plan.Groups)
        {
            foreach (var slice in structure.Group(group.GroupId).Slices.Where(slice => IsOutputs(slice, consumer)))
            {
                var indices = slice.Pattern.KeptIndices(group.Kept);
                kept = kept is null ? indices : [.. kept.Intersect(indices)];
            }
        }

        return kept;
    }

    /// <summary>A weight is [outputs, features…] or [features, outputs].</summary>
    private static bool IsOutputs(TensorSlice slice, Consumer consumer) =>
        consumer.Place is { } place
            ? consumer.Reads(slice) && slice.Axis == place.OutputAxis
            : slice.Node == consumer.Node && slice.Input == 1 && (slice.Axis == 0) == consumer.OutputsFirst;

    /// <summary>The consumer with every index of its tap a unit: what statistics of all its features are asked for by.</summary>
    public static Consumer Whole(Consumer consumer) =>
        consumer with { TapPattern = AxisPattern.Whole(consumer.TapPattern.AxisSize) };
}
