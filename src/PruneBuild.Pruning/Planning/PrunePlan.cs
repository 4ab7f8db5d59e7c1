using PruneBuild.Pruning.Methods;

namespace PruneBuild.Pruning.Planning;

/// <summary>Which units stay. A value: printable, comparable, cached, replayed.</summary>
/// <param name="Groups">One entry for each group that loses units.</param>
public sealed record PrunePlan(ValueList<KeptUnits> Groups)
{
    /// <summary>The plan that removes nothing.</summary>
    public static PrunePlan Empty { get; } = new(ValueList<KeptUnits>.Empty);

    /// <summary>Kept counts by group id.</summary>
    public IReadOnlyDictionary<string, int> KeptCounts() => Groups.ToDictionary(group => group.GroupId, group => group.Kept.Count);

    /// <summary>The plan with as many other units of one group; as it is where the group has no choice of that size.</summary>
    /// <param name="group">What the group can be cut to, as it is seen now.</param>
    /// <param name="refine">Improves the choice that is taken; null to take it as it is.</param>
    public PrunePlan Rechosen(GroupChoices group, Func<Choice, Choice>? refine = null) => new(Groups.Select(kept =>
        kept.GroupId == group.GroupId && group.Choices.FirstOrDefault(choice => choice.Kept.Count == kept.Kept.Count) is { } found
            ? KeptUnits.Of(group, refine?.Invoke(found) ?? found, kept.Units)
            : kept).ToValueList());

    /// <summary>This plan and then another, as one plan of the model before both.</summary>
    /// <param name="next">A plan of the model that this one cut: its units are counted among those that this one keeps.</param>
    public PrunePlan Then(PrunePlan next)
    {
        var later = next.Groups.ToDictionary(group => group.GroupId);
        KeptUnits[] both = [.. Groups.Select(kept => later.TryGetValue(kept.GroupId, out var fewer) ? kept.Then(fewer) : kept)];
        var earlier = both.Select(kept => kept.GroupId).ToHashSet();
        return new PrunePlan([.. both, .. next.Groups.Where(kept => !earlier.Contains(kept.GroupId))]);
    }
}

/// <summary>The units of a group that stay.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Units">How many it has.</param>
/// <param name="Kept">Strictly ascending; may be empty when the whole branch goes.</param>
/// <param name="Loss">The loss that the method expects from this cut, in the method's own unit.</param>
public sealed record KeptUnits(string GroupId, int Units, ValueList<int> Kept, double Loss)
{
    /// <summary>Why each of the others goes, in the order in which they go; empty when the criterion does not say.</summary>
    public ValueList<RemovalReason> Reasons { get; init; } = [];

    /// <summary>What the next smaller size would add to the loss; null when there is none.</summary>
    public double? NextLoss { get; init; }

    /// <summary>What stays under one of a group's choices.</summary>
    /// <param name="group">What the group can be cut to.</param>
    /// <param name="choice">The size that is taken.</param>
    /// <param name="units">Number of units of the group.</param>
    public static KeptUnits Of(GroupChoices group, Choice choice, int units) =>
        new(group.GroupId, units, choice.Kept, choice.Loss / group.Price)
        {
            Reasons = group.ReasonsFor(choice),
            NextLoss = (group.Choices.FirstOrDefault(other => other.Kept.Count < choice.Kept.Count)?.Loss - choice.Loss) / group.Price,
        };

    /// <summary>What stays of the same group when more of it goes; <paramref name="fewer" /> counts among the
    /// units that stay here.</summary>
    internal KeptUnits Then(KeptUnits fewer) => this with
    {
        Kept = fewer.Kept.Select(unit => Kept[unit]).ToValueList(),
        Loss = Loss + fewer.Loss,
    };
}
