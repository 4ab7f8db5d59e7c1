namespace PruneBuild.Numerics.Elimination;

/// <summary>A kept set after exchanges.</summary>
/// <param name="Status">Whether the search could work.</param>
/// <param name="Kept">The units of the best set seen, ascending; the set it started from unless solved.</param>
/// <param name="Loss">Its loss, as in <see cref="EliminationPath" />; 0 unless solved.</param>
/// <param name="AcceptedRounds">How many exchanges improved it.</param>
public sealed record UnitSwaps(SolveStatus Status, IReadOnlyList<int> Kept, double Loss, int AcceptedRounds);
