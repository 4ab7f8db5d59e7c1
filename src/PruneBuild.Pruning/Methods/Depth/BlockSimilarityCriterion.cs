using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Depth;

/// <summary>Residual branches that change their input least go first. See README.md.</summary>
/// <param name="byAngle">True for the angle as a share of π, false for 1 − cosine.</param>
public sealed class BlockSimilarityCriterion(bool byAngle) : ICriterion
{
    /// <inheritdoc />
    public string Name => byAngle ? "block-angle" : "block-cosine";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool JudgesBranches => true;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) => Blocks.WhyNot(group);

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model)
    {
        var consumer = group.Consumers[0];
        var addition = new GraphIndex(model.Graph).Producer(consumer.Node)!;
        return [new RowSimilarityRequest(addition.Input[1 - consumer.Input], consumer.Node, consumer.TapAxis)];
    }

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var similarity = evidence.ValuesOf<RowSimilarityRequest>().Single().Result;
        return Blocks.Choices(evidence.Group.Id, byAngle ? similarity[0, 1] : Math.Max(0, 1 - similarity[0, 0]));
    }
}
