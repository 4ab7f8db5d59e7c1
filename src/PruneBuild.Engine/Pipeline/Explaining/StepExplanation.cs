using PruneBuild.Engine.Pruning.Masks;

namespace PruneBuild.Engine.Pipeline.Explaining;

/// <summary>Why one entry under <c>prune</c> took what it took.</summary>
/// <param name="Asked">What was asked for, in words.</param>
/// <param name="Groups">The groups that lose units; empty for masks.</param>
/// <param name="Weights">The weights that lose elements, with what was found; empty where structures are cut.</param>
public sealed record StepExplanation(string Asked, ValueList<GroupExplanation> Groups, ValueList<MaskedWeight> Weights)
{
    /// <summary>The criterion whose unit the losses of groups are in; null where it is the method's own, or not known.</summary>
    public string? Criterion { get; init; }

    /// <summary>What can be asked for by itself.</summary>
    public IEnumerable<string> Ids => [.. Groups.Select(group => group.Id), .. Weights.Select(weight => weight.Id)];

    /// <summary>With nothing but the group or weight of this id.</summary>
    public StepExplanation Only(string id) => this with
    {
        Groups = Groups.Where(group => group.Id == id).ToValueList(),
        Weights = Weights.Where(weight => weight.Id == id).ToValueList(),
    };
}
