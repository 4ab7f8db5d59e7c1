using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.PolicyGradient;

/// <summary>Masks learnt from forward passes only, starting from another criterion. See README.md.</summary>
/// <param name="initial">The criterion that gives the first probabilities.</param>
/// <param name="options">How long and how fast.</param>
public sealed class PolicyGradientCriterion(ICriterion initial, PolicyGradientOptions? options = null) : ISearch
{
    private readonly PolicyGradientOptions options = options ?? new PolicyGradientOptions();

    /// <inheritdoc />
    public string Name => "policy-gradient";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new PolicyGradientCriterion(initial.Seeded(seed), options with { Seed = seed });

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => initial.Requests(group);

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) => initial.ValueRequests(group, model);

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) => initial.WhyNot(group);

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence) => initial.Choose(evidence);

    /// <inheritdoc />
    /// <remarks>On the batches that are held back the learnt mask must beat the first one, else the first one is returned.</remarks>
    public IReadOnlyList<GroupChoices> Search(IReadOnlyList<GroupChoices> start, SearchSpace space)
    {
        var prices = space.Groups.SelectMany(group => Enumerable.Repeat(group.Price, group.Units)).ToArray();
        var rate = Math.Clamp(space.Budget / prices.Sum(), 0, 1);
        var first = start.SelectMany((choices, group) => MaskPolicy.FromMetric(Metric(choices, space.Groups[group].Units), rate)).ToArray();
        var before = MaskPolicy.Project(first, prices, space.Budget);
        var batches = space.Searching;
        var learnt = MaskTraining.Run(
            first, prices, space.Budget, (mask, step) => space.Loss(Split(mask, space), batches[step % batches.Count]), options);
        return [.. Choices(Judged(learnt) <= Judged(before) ? learnt : before, space)];

        double Judged(double[] probabilities)
        {
            var mask = Split(MaskPolicy.Hard(probabilities, prices, space.Budget), space);
            var loss = space.Judging.Average(batch => space.Loss(mask, batch));
            return double.IsNaN(loss) ? double.PositiveInfinity : loss;
        }
    }

    /// <summary>The loss of each unit; the unit that never goes is worth as much as the last that does.</summary>
    private static double[] Metric(GroupChoices choices, int units)
    {
        var metric = Enumerable.Repeat(choices.Reasons.Select(reason => reason.Loss).DefaultIfEmpty(0).Max(), units).ToArray();
        foreach (var reason in choices.Reasons)
            metric[reason.Unit] = reason.Loss;
        return metric;
    }

    /// <summary>Losses of probability times price: the planner, which divides by the price,
    /// then cuts at one probability everywhere.</summary>
    private static IEnumerable<GroupChoices> Choices(double[] probabilities, SearchSpace space)
    {
        var at = 0;
        foreach (var group in space.Groups)
        {
            yield return GroupChoices.ByScore(
                group.Id, [.. probabilities.Skip(at).Take(group.Units).Select(probability => probability * group.Price)])
                with { Price = group.Price };
            at += group.Units;
        }
    }

    private static List<bool[]> Split(bool[] mask, SearchSpace space)
    {
        var (parts, at) = (new List<bool[]>(), 0);
        foreach (var group in space.Groups)
        {
            parts.Add(mask[at..(at + group.Units)]);
            at += group.Units;
        }

        return parts;
    }
}
