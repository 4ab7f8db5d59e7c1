using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Pipeline.Explaining;

/// <summary>Why the units of one group went.</summary>
/// <param name="Id">The group.</param>
/// <param name="Units">How many it had.</param>
/// <param name="Kept">How many stay.</param>
/// <param name="Loss">Loss that the criterion expects of the cut, in its own unit.</param>
/// <param name="NextLoss">What the next smaller size would have added; null when the criterion does not say.</param>
/// <param name="Removed">The units that go, in the order in which they went; rank 1 first.</param>
public sealed record GroupExplanation(string Id, int Units, int Kept, double Loss, double? NextLoss, ValueList<RemovalReason> Removed)
{
    /// <summary>Reads them off what stays; units that the criterion gives no reason for come last.</summary>
    public static GroupExplanation Of(KeptUnits kept)
    {
        var gone = Enumerable.Range(0, kept.Units).Except(kept.Kept).ToHashSet();
        RemovalReason[] known = [.. kept.Reasons.Where(reason => gone.Remove(reason.Unit))];
        return new GroupExplanation(
            kept.GroupId, kept.Units, kept.Kept.Count, kept.Loss, kept.NextLoss,
            [.. known, .. gone.Order().Select(unit => new RemovalReason(unit, double.NaN))]);
    }
}
