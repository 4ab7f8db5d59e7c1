namespace PruneBuild.Pruning.Methods;

/// <summary>Why a unit goes: what <c>explain</c> shows.</summary>
/// <param name="Unit">The unit.</param>
/// <param name="Loss">What its removal should cost, in the criterion's unit.</param>
/// <param name="Redundancy">The unit that it repeats; null for a criterion that looks at each unit by itself.</param>
public sealed record RemovalReason(int Unit, double Loss, Redundancy? Redundancy = null);

/// <summary>What a unit shares with one that stayed when it went.</summary>
/// <param name="With">That unit; it may have gone later for reasons of its own.</param>
/// <param name="Amount">How much the two share.</param>
/// <param name="Measure">What the amount is: <c>bits</c>, <c>|cos|</c>.</param>
public sealed record Redundancy(int With, double Amount, string Measure)
{
    /// <summary>The unit that stays at the end of the row: the one that <see cref="With" /> repeats, or that one repeats, and so on; null
    /// when <see cref="With" /> stays itself.</summary>
    public int? Survivor { get; init; }
}
