using PruneBuild.Coverage.Truth;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Coverage.Scoring;

/// <summary>What became of a true structure.</summary>
internal sealed record Finding(TrueStructure Structure, Outcome Outcome);

/// <summary>What can become of a true structure.</summary>
internal enum Outcome
{
    /// <summary>A group is that structure.</summary>
    Found,

    /// <summary>No exact cut exists: the graph's callers see the dimension, or a statistic reads all of it.</summary>
    NotExact,

    /// <summary>It should have been found.</summary>
    Missed,
}

/// <summary>Judges refusals.</summary>
internal static class Outcomes
{
    /// <summary>Not exact when each refusal lies in the network's meaning, missed otherwise or when nothing was refused.</summary>
    public static Outcome OfRefusals(TrueKind kind, IEnumerable<Refusal> refusals)
    {
        var reasons = refusals.ToList();
        return reasons.Count > 0 && reasons.TrueForAll(refusal => IsMeaning(kind, refusal)) ? Outcome.NotExact : Outcome.Missed;
    }

    private static bool IsMeaning(TrueKind kind, Refusal refusal) =>
        refusal.Operator is "graph output" or "graph input"
        || Meanings(kind).Any(part => refusal.Reason.Contains(part, StringComparison.Ordinal));

    /// <summary>Without an expert its tokens would go to others; the scale of fused scores, and of numbers of few bits,
    /// is no graph's to keep.</summary>
    private static string[] Meanings(TrueKind kind) => kind switch
    {
        TrueKind.Experts => ["normalised over", "indexed by number", "elements are compared"],
        TrueKind.QueryKeyWidth or TrueKind.ValueWidth => ["read the whole axis", "takes its scale from it"],
        _ => ["read the whole axis", "share a scale", "shared scales"],
    };
}
