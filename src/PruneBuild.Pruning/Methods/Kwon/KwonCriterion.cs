using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Kwon;

/// <summary>Fisher information of masks: how many units of each group go follows from its diagonal, which they are from a group's whole
/// block. See README.md.</summary>
public sealed class KwonCriterion(int seed = 0, MaskLossKind loss = MaskLossKind.DrawnAnswers) : ICriterion
{
    // Sizes for which the search among sets is made: every unit of a group of heads, every twelfth of 1,536 neurons.
    private const int Sizes = 128;

    /// <inheritdoc />
    public string Name => "kwon";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new KwonCriterion(seed, loss);

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) => [new MaskGradientRequest(group, seed, loss)];

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var gradients = evidence.ValuesOf<MaskGradientRequest>().Single().Result;
        var fisher = new MaskFisher(gradients);
        var units = evidence.Group.Units;
        var step = Math.Max(1, units / Sizes);
        var choices = new List<Choice> { new([.. Enumerable.Range(0, units)], 0) };
        for (var removed = step; removed < units; removed += step)
        {
            var gone = fisher.Rearranged(removed).ToHashSet();
            choices.Add(new Choice(
                [.. Enumerable.Range(0, units).Where(unit => !gone.Contains(unit))], fisher.Order.Take(removed).Sum(unit => fisher.Diagonal(unit))));
        }

        return new GroupChoices(evidence.Group.Id, choices.ToValueList());
    }
}
