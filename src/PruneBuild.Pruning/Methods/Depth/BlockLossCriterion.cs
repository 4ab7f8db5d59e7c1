using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Depth;

/// <summary>Residual branches are tried without, one after the other, and the one that is missed least goes. See README.md.</summary>
/// <param name="batches">Batches that a trial looks at, at most.</param>
public sealed class BlockLossCriterion(int batches = BlockLossCriterion.DefaultBatches) : ISearch
{
    /// <summary>A block's rank settles with few records.</summary>
    public const int DefaultBatches = 8;

    private static readonly bool[] stays = [true];
    private static readonly bool[] goes = [false];

    /// <inheritdoc />
    public string Name => "block-loss";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool JudgesBranches => true;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) => Blocks.WhyNot(group);

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence) => Blocks.Choices(evidence.Group.Id, 0);

    /// <inheritdoc />
    /// <remarks>Greedy: each round tries all branches that are left. The planner takes groups by loss over price, so a branch's loss is the
    /// loss of the model without it and all that went before, times its price: the greedy order. Cost: groups²/2 trials.</remarks>
    public IReadOnlyList<GroupChoices> Search(IReadOnlyList<GroupChoices> start, SearchSpace space)
    {
        var kept = space.Groups.Select(_ => stays).ToArray();
        var losses = new double[space.Groups.Count];
        var floor = 0.0;
        for (var round = 0; round < kept.Length; round++)
        {
            var (group, loss) = Enumerable.Range(0, kept.Length).Where(candidate => kept[candidate][0])
                .Select(candidate => (candidate, Loss(Without(kept, candidate), space))).MinBy(trial => trial.Item2);
            kept = Without(kept, group);
            // Strictly more than the round before, so that the planner takes them in this order.
            floor = Math.Max(loss, (floor * (1 + 1e-9)) + 1e-30);
            losses[group] = floor * space.Groups[group].Price;
        }

        return [.. space.Groups.Select((group, i) => Blocks.Choices(group.Id, losses[i]) with { Price = group.Price })];
    }

    private double Loss(bool[][] kept, SearchSpace space)
    {
        var count = Math.Min(batches, space.Batches);
        var loss = Enumerable.Range(0, count).Average(i => space.Loss(kept, i * space.Batches / count));
        return double.IsFinite(loss) ? loss : double.MaxValue / 1e100;
    }

    private static bool[][] Without(bool[][] kept, int group) => [.. kept.Select((units, i) => i == group ? goes : units)];
}
