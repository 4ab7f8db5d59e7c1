using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Says what is least needed in a group. Pure: the same evidence gives the same choices.</summary>
public interface ICriterion
{
    /// <summary>Name in prune.yaml.</summary>
    string Name { get; }

    /// <summary>What must be measured at the taps of a group; nothing for criteria that read weights only.</summary>
    IReadOnlyList<MomentRequest> Requests(PruneGroup group);

    /// <summary>Kept sets of falling size, the full one first, with the loss that each should cost.</summary>
    GroupChoices Choose(GroupEvidence evidence);
}
