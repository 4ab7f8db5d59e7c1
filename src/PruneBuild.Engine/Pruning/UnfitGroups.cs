using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Refitting;
using PruneBuild.Inference.Statistics;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Steps;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning;

/// <summary>Which groups a step cannot judge, and why.</summary>
/// <param name="model">The model.</param>
/// <param name="recipe">The step.</param>
/// <param name="facts">Types of the model's values.</param>
internal sealed class UnfitGroups(OnnxModel model, PruneRecipe recipe, ShapeFacts facts)
{
    private const string BesideTheStream = "what reads it adds to no residual stream, and the method cuts only what does";

    private readonly ICriterion criterion = recipe.Criterion;
    private readonly GraphIndex index = new(model.Graph);
    private readonly long? records = AnswerOutput.Of(model, facts)?.Fact.Shape[0];

    /// <summary>True when units are silenced, or differentiated by, wherever they enter a consumer:
    /// nothing need be known of its weights.</summary>
    private bool Masks => recipe.Stepwise is not null || criterion is ISearch || criterion.Sensitivity is not null;

    /// <summary>The reasons, by id: clauses that complete "because …".</summary>
    /// <param name="allowed">The groups that the step may cut.</param>
    public IReadOnlyDictionary<string, string> Among(IReadOnlyList<PruneGroup> allowed)
    {
        var subLayers = recipe.Stepwise is not null || recipe.OfSubLayers
            ? SubLayers.Of(model, allowed).Select(group => group.Id).ToHashSet()
            : null;
        return allowed.Select(group => (group.Id,
            Reason: subLayers?.Contains(group.Id) == false || (recipe.OfSubLayers && IsTable(group)) ? BesideTheStream : WhyNot(group)))
            .Where(pair => pair.Reason is not null).ToDictionary(pair => pair.Id, pair => pair.Reason!);
    }

    /// <summary>True for the inner width of factorised embeddings, which adds to those of positions: no block of a stream.</summary>
    private bool IsTable(PruneGroup group) => group.Slices.Any(slice => index.Producer(slice.Node)?.OpType == "Gather" && slice.Input == 0);

    /// <summary>What a method never cuts is worth knowing; of the rest more was expected.</summary>
    public static Severity WeightOf(string reason) => reason is BesideTheStream or UnreadUnits.Reason ? Severity.Message : Severity.Warning;

    private string? WhyNot(PruneGroup group)
    {
        var (canBeUnread, own) = (CanBeUnread(group), criterion.WhyNot(group));
        return (canBeUnread ? UnfollowedExperts.WhyNot(index, group) : null)
            ?? (own == UnreadUnits.Reason ? Unread(group) : own) ?? InBody(group) ?? OfIntegers(group)
            ?? (canBeUnread && UnreadUnits.Of(group) ? Unread(group) : null) ?? OfNoRecord(group);
    }

    /// <summary>Why no constant weight of floats reads a group: weights of integers do, or those of a body, or none at all.</summary>
    private string Unread(PruneGroup group) => group.Body is { } body ? LivingIn(body)
        : Integers(group) is { } integers ? $"{integers}, and only products of floats are judged by what they put out"
        : UnreadUnits.Reason;

    private string? InBody(PruneGroup group) =>
        group.Body is { } body && (Masks || AsksForMoments(group) || criterion.ValueRequests(group, model).Count > 0)
            ? LivingIn(body)
            : null;

    private static string LivingIn(string body) => $"its units live in a body of '{body}', where nothing is measured";

    /// <summary>What units put out through weights that there are not is nothing, for each of them: their order would say nothing. And a
    /// loop goes from weight to weight: it would never come to the group, and ask for its gradients when its values are gone.</summary>
    private bool CanBeUnread(PruneGroup group) => (recipe.Stepwise is not null || !Masks) && AsksForMoments(group);

    /// <summary>Whether it would ask if weights were constants: those in bodies are not a consumer's.</summary>
    private bool AsksForMoments(PruneGroup group) => criterion.Requests(
        group with
        {
            Consumers = group.Consumers.Select(consumer => consumer with { Weight = consumer.Weight ?? consumer.Node }).ToValueList(),
        }).Count > 0;

    private string? OfIntegers(PruneGroup group) =>
        (Masks || criterion.ValueRequests(group, model).Any(request => request is MaskGradientRequest))
        && Integers(group) is { } integers
            ? $"{integers}, and only floats are masked"
            : null;

    private string? Integers(PruneGroup group) => group.Consumers.Select(consumer => (consumer.Tap, facts.Find(consumer.Tap)?.Type))
        .FirstOrDefault(tap => tap.Type is { } type && !type.IsFloat()) is (not null, _) integers
            ? $"its units enter as '{integers.Tap}', which holds {integers.Type}"
            : null;

    /// <summary>Gradients are those of single records, at every value by which the units enter a consumer.</summary>
    private string? OfNoRecord(PruneGroup group)
    {
        if (records is not { } count)
            return null;
        var consumers = Differentiated(group).Select(taken => MaskGradientGraph.WithoutRecords(facts, taken, count));
        if (consumers.FirstOrDefault(found => found is not null) is not { } odd)
            return null;
        return index.Constant(odd.Tap) is not null
            ? $"its units also act inside '{odd.Node}', by its weight '{odd.Tap}', where no gradient of them can be taken"
            : $"its units enter '{odd.Node}' by '{odd.Tap}', in which records cannot be told apart, "
                + "and gradients are taken record by record";
    }

    private IEnumerable<PruneGroup> Differentiated(PruneGroup group) =>
        recipe.Stepwise is not null && criterion.Sensitivity is not null
            ? [StepwisePlanner.OfIndices(group)]
            : criterion.ValueRequests(group, model).OfType<MaskGradientRequest>().Select(request => request.Group);
}
