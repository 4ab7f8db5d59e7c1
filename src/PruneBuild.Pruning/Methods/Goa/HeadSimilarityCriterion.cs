using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Goa;

/// <summary>Greedy output approximation's criterion for heads: of two that attend alike one goes. What is no head, or does not show how it
/// attends, is judged by its second moment. See README.md.</summary>
public sealed class HeadSimilarityCriterion : ICriterion
{
    private readonly GoaCriterion moments = new();

    /// <inheritdoc />
    public string Name => "goa-similarity";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool JudgesRefitWeights => true;

    /// <inheritdoc />
    public bool ComparesGroups => false;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => moments.Requests(group);

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) =>
        group.Kind == StructureKind.Heads && AttentionRows.Of(model, group) is { } rows
            ? [new HeadDivergenceRequest(rows, group.Units)]
            : moments.ValueRequests(group, model);

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) => moments.WhyNot(group);

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        if (evidence.ValuesOf<HeadDivergenceRequest>().Select(pair => pair.Result).FirstOrDefault() is not { } divergences)
            return moments.Choose(evidence);
        var removals = Removals(divergences);
        // Each threshold is a share of ln 2, the most that two rows can differ by; what is added is how far it has to rise.
        var losses = removals.Select((removal, i) => (removal.Threshold - (i > 0 ? removals[i - 1].Threshold : 0)) / Math.Log(2)).ToArray();
        return GroupChoices.InOrder(evidence.Group.Id, [.. removals.Select(removal => removal.Head)], losses, evidence.Group.Units) with
        {
            Reasons = removals.Select((removal, i) => new RemovalReason(
                removal.Head, losses[i], new Redundancy(removal.Partner, removal.Threshold, "nats apart"))).ToValueList(),
        };
    }

    /// <summary>Algorithm 2 at every threshold τ: of each pair closer than τ of which neither has gone, the first goes.</summary>
    /// <param name="divergences">D, [heads, heads], symmetric.</param>
    /// <returns>All heads but one, in the order in which τ, as it rises, removes them.</returns>
    public static IReadOnlyList<(int Head, int Partner, double Threshold)> Removals(Matrix divergences)
    {
        var gone = new bool[divergences.Rows];
        var removals = new List<(int Head, int Partner, double Threshold)>();
        var pairs =
            from one in Enumerable.Range(0, divergences.Rows)
            from other in Enumerable.Range(one + 1, divergences.Rows - one - 1)
            orderby divergences[one, other], one, other
            select (one, other);
        foreach (var (one, other) in pairs)
        {
            if (gone[one] || gone[other])
                continue;
            gone[one] = true;
            removals.Add((one, other, divergences[one, other]));
        }

        return removals;
    }
}
