using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods;

/// <summary>Says what is least needed in a group. Pure: the same evidence gives the same choices.</summary>
public interface ICriterion
{
    /// <summary>Name in prune.yaml.</summary>
    string Name { get; }

    /// <summary>True when the units of a group are best chosen again, once everything before the group has been cut and refit, from the
    /// features of the network as it then is and the outputs that it should have.</summary>
    bool ChoosesSequentially { get; }

    /// <summary>True when it may judge the units of a module whose weights have been refit before it is cut; false for what judges the
    /// weights that the original has, or refits itself.</summary>
    bool JudgesRefitWeights => false;

    /// <summary>True when a loss means the same in every group, so that a sum over groups can be least;
    /// false for scores that only rank the units of one.</summary>
    bool ComparesGroups => true;

    /// <summary>True for what judges whole residual branches and nothing else; false for what judges units inside them.</summary>
    bool JudgesBranches => false;

    /// <summary>What must be measured at the taps of a group; nothing for criteria that read weights only.</summary>
    IReadOnlyList<MomentRequest> Requests(PruneGroup group);

    /// <summary>What must be measured of the original model's values besides; nothing for most criteria.</summary>
    /// <param name="group">The group.</param>
    /// <param name="model">The model that the group was found in, to follow values through its nodes.</param>
    IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) => [];

    /// <summary>The loss whose mask gradients it needs of the network as cut so far; null for most criteria.</summary>
    MaskLoss? Sensitivity => null;

    /// <summary>The criterion with this seed for what it draws; itself when it draws nothing.</summary>
    ICriterion Seeded(int seed) => this;

    /// <summary>Why the criterion cannot judge a group: a clause that completes "because …"; null when it can.</summary>
    string? WhyNot(PruneGroup group) => null;

    /// <summary>Kept sets of falling size, the full one first, with the loss that each should cost.</summary>
    GroupChoices Choose(GroupEvidence evidence);

    /// <summary>A better set of the same size, where the size is decided and units are chosen again;
    /// the choice itself for most criteria.</summary>
    /// <param name="evidence">What the choice was made from.</param>
    /// <param name="choice">One of <see cref="Choose" />'s.</param>
    Choice Refine(GroupEvidence evidence, Choice choice) => choice;
}
