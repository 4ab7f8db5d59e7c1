using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Taylor;

/// <summary>The squared first-order change of the loss when a unit goes. See README.md.</summary>
public sealed class TaylorCriterion(int seed = 0, MaskLossKind loss = MaskLossKind.DrawnAnswers) : ICriterion
{
    /// <inheritdoc />
    public string Name => "taylor";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new TaylorCriterion(seed, loss);

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) => [new MaskGradientRequest(group, seed, loss)];

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var gradients = evidence.ValuesOf<MaskGradientRequest>().Single().Result;
        var scores = Enumerable.Range(0, gradients.Columns).Select(unit =>
            Enumerable.Range(0, gradients.Rows).Average(batch => gradients[batch, unit] * gradients[batch, unit]));
        return GroupChoices.ByScore(evidence.Group.Id, [.. scores]);
    }
}
