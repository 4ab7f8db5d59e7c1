using System.Diagnostics.CodeAnalysis;

namespace PruneBuild.Numerics.Elimination;

/// <summary>What removing each unit alone would cost.</summary>
/// <param name="Status">Whether the scores can be used.</param>
/// <param name="Ridge">λ that was used, in the unit of diag(G).</param>
/// <param name="Scores">One a unit; null unless solved.</param>
public sealed record UnitSaliency(SolveStatus Status, double Ridge, IReadOnlyList<double>? Scores)
{
    /// <summary>Whether <see cref="Scores" /> can be used.</summary>
    [MemberNotNullWhen(true, nameof(Scores))]
    public bool IsSolved => Status == SolveStatus.Solved;
}
