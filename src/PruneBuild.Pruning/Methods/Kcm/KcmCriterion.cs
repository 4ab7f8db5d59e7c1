using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Kcm;

/// <summary>Kernel convex masking: units that represent their layer's weights and are used by the data stay. See README.md.</summary>
public sealed class KcmCriterion(KcmOptions? options = null) : ICriterion
{
    private readonly KcmOptions options = options ?? new KcmOptions();

    /// <inheritdoc />
    public string Name => "kcm";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) =>
        [.. group.Consumers.Where(consumer => consumer.Weight is not null)
            .Select(consumer => new MomentRequest(consumer, MomentDetail.Diagonal))];

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) =>
        UnreadUnits.Of(group) ? UnreadUnits.Reason : null;

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var scores = new double[evidence.Group.Units];
        foreach (var consumer in evidence.Consumers)
        {
            var kernel = RepresentativeRanking.Kernel(UnitWeights.Outgoing(consumer, scores.Length), options.Width);
            var representative = RepresentativeRanking.Scores(kernel, options.Tolerance, options.Iterations);
            var driven = DataDriven(consumer, scores.Length);
            for (var unit = 0; unit < scores.Length; unit++)
                scores[unit] += representative[unit] * driven[unit];
        }

        return GroupChoices.ByScore(evidence.Group.Id, scores);
    }

    /// <summary>D2: the root mean square of each unit's activation, divided by the largest of the layer.</summary>
    public static double[] DataDriven(ConsumerEvidence consumer, int units)
    {
        var moments = consumer.Moments ?? throw new InvalidOperationException("KCM needs the moments that it requests.");
        var sizes = Enumerable.Range(0, units).Select(unit =>
            Math.Sqrt(consumer.Consumer.FeaturesOf(unit).Average(feature => moments.SquareSums[feature] / moments.Rows))).ToArray();
        var largest = sizes.Max();
        return largest > 0 ? Array.ConvertAll(sizes, size => size / largest) : sizes;
    }
}
