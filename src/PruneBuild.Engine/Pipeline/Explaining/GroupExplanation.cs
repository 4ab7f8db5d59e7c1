using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pipeline.Explaining;

/// <summary>Why the units of one group went.</summary>
/// <param name="Id">The group.</param>
/// <param name="Units">How many it had.</param>
/// <param name="Kept">How many stay.</param>
/// <param name="Loss">Loss that the criterion expects of the cut, in its own unit.</param>
/// <param name="NextLoss">What one unit more would have cost; null when the criterion does not say.</param>
/// <param name="Removed">The units that go, in the order in which they went; rank 1 first.</param>
public sealed record GroupExplanation(string Id, int Units, int Kept, double Loss, double? NextLoss, ValueList<RemovalReason> Removed)
{
    /// <summary>Reads them off a group's choices.</summary>
    public static GroupExplanation Of(KeptUnits kept, GroupChoices choices)
    {
        var stays = kept.Kept.ToHashSet();
        var removed = choices.Reasons.Where(reason => !stays.Contains(reason.Unit)).ToValueList();
        if (removed.Count == 0)
            removed = Enumerable.Range(0, kept.Units).Where(unit => !stays.Contains(unit)).Select(unit => new RemovalReason(unit, double.NaN)).ToValueList();
        var next = choices.Choices.FirstOrDefault(choice => choice.Kept.Count < kept.Kept.Count);
        return new GroupExplanation(kept.GroupId, kept.Units, kept.Kept.Count, kept.Loss, next is null ? null : next.Loss - kept.Loss, removed);
    }
}
