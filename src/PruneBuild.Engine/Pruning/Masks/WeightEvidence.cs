using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>What a weight's mask goes by: what enters every node that multiplies by it, added up.</summary>
internal static class WeightEvidence
{
    /// <summary>What to measure; nothing where nothing that enters is a value of the graph.</summary>
    public static MomentRequest[] Requests(MaskableWeight weight, MomentDetail detail) =>
        [.. weight.Consumers.Select(consumer => new MomentRequest(consumer, detail))];

    /// <summary>The sum over a weight's products; null where nothing was measured.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="measured">What was measured of one product; null for nothing.</param>
    public static Moments? Of(MaskableWeight weight, Func<Consumer, Moments?> measured) => Sum(weight.Consumers.Select(measured));

    /// <summary>The sum of what is there; null of nothing.</summary>
    public static Moments? Sum(IEnumerable<Moments?> moments) =>
        moments.OfType<Moments>().Aggregate((Moments?)null, (sum, next) => sum is null ? next : sum.Plus(next));
}
