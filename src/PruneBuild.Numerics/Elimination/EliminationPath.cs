namespace PruneBuild.Numerics.Elimination;

/// <summary>The order in which units leave, and what each further one costs: kept sets of every size from one sweep.</summary>
/// <param name="Status">Whether the sweep succeeded; otherwise nothing was removed.</param>
/// <param name="Ridge">λ that was used, in the unit of diag(G): more than was asked for when that was not enough.</param>
/// <param name="Units">How many units there were.</param>
/// <param name="Energy">The loss without any feature: divide by it to compare layers.</param>
/// <param name="RemovalOrder">Units in the order in which they leave.</param>
/// <param name="Losses">Element k: the loss after k removals. Starts at zero and never falls.</param>
/// <remarks>
/// The loss is the rise of ‖F_S V − Z‖² + λ‖V − W‖² over its minimum with all units, V being the best weight for S with zeros in the
/// rows that left. With λ = 0 and Z = FW it is the squared error of the output.
/// </remarks>
public sealed record EliminationPath(
    SolveStatus Status, double Ridge, int Units, double Energy, IReadOnlyList<int> RemovalOrder, IReadOnlyList<double> Losses)
{
    /// <summary>The fewest units that the sweep got to.</summary>
    public int SmallestCount => Units - RemovalOrder.Count;

    /// <summary>The loss when <paramref name="keptCount" /> units are left.</summary>
    public double Loss(int keptCount) => Losses[Units - keptCount];

    /// <summary>The units that are left when there are <paramref name="keptCount" /> of them, ascending.</summary>
    public int[] Kept(int keptCount)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keptCount, Units);
        ArgumentOutOfRangeException.ThrowIfLessThan(keptCount, SmallestCount);
        return [.. Enumerable.Range(0, Units).Except(RemovalOrder.Take(Units - keptCount))];
    }
}
