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
}

/// <summary>The units of a group that stay.</summary>
/// <param name="GroupId">The group.</param>
/// <param name="Units">How many it has.</param>
/// <param name="Kept">Strictly ascending; may be empty when the whole branch goes.</param>
/// <param name="Loss">The loss that the method expects from this cut, in the method's own unit.</param>
public sealed record KeptUnits(string GroupId, int Units, ValueList<int> Kept, double Loss)
{
    /// <summary>Why each of the others goes; empty when the criterion does not say.</summary>
    public ValueList<RemovalReason> Reasons { get; init; } = [];
}
