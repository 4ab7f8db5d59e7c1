using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Groups whose units enter no layer with a constant weight: what they put out through weights cannot be told.</summary>
public static class UnreadUnits
{
    /// <summary>Why they cannot be judged by it: a clause that completes "because …".</summary>
    public const string Reason = "no constant weight reads it";

    /// <summary>True for such a group.</summary>
    public static bool Of(PruneGroup group) => group.Consumers.All(consumer => consumer.Weight is null);
}
