using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Kwon;

/// <summary>Fisher information of masks: how many units of each group go follows from its diagonal, which they are from a group's whole
/// block. See README.md.</summary>
public sealed class KwonCriterion(int seed = 0, MaskLossKind loss = MaskLossKind.DrawnAnswers) : ICriterion
{
    // Sizes for which the search among sets is made: every unit of a group of heads, every eighth of 1,536 neurons.
    private const int Sizes = 256;

    private const int KernelWidth = 16;

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
        var step = Step(units);
        var choices = new List<Choice> { new([.. Enumerable.Range(0, units)], 0) };
        for (var kept = (units - 1) / step * step; kept > 0; kept -= step)
        {
            var removed = units - kept;
            var gone = fisher.Rearranged(removed).ToHashSet();
            choices.Add(new Choice(
                [.. Enumerable.Range(0, units).Where(unit => !gone.Contains(unit))],
                fisher.Order.Take(removed).Sum(unit => fisher.Diagonal(unit))));
        }

        return new GroupChoices(evidence.Group.Id, choices.ToValueList());
    }

    /// <summary>What kept counts are multiples of: a power of two, and from <see cref="KernelWidth" /> on a multiple of it, so that sizes
    /// which kernels like are among them.</summary>
    private static int Step(int units)
    {
        var step = 1;
        while (units > step * Sizes)
            step += Math.Min(step, KernelWidth);
        return step;
    }
}
