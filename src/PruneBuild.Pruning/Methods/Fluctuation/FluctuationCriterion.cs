using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Fluctuation;

/// <summary>FLAP's weighted input-feature variance: what hardly fluctuates can be replaced by its mean. See README.md.</summary>
public sealed class FluctuationCriterion : ICriterion
{
    /// <inheritdoc />
    public string Name => "fluctuation";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool ComparesGroups => false;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) =>
        [.. group.Consumers.Where(consumer => consumer.Weight is not null).Select(consumer => new MomentRequest(consumer, MomentDetail.Diagonal))];

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var scores = new double[evidence.Group.Units];
        foreach (var consumer in evidence.Consumers)
        {
            var features = FeatureScores(consumer);
            for (var unit = 0; unit < scores.Length; unit++)
                scores[unit] += UnitScore(evidence.Group.Kind, [.. consumer.Consumer.FeaturesOf(unit).Select(feature => features[feature])]);
        }

        return GroupChoices.ByScore(evidence.Group.Id, scores);
    }

    /// <summary>WIFV of every feature: population variance times the squared norm of its row of W.</summary>
    public static double[] FeatureScores(ConsumerEvidence consumer)
    {
        var moments = consumer.Moments ?? throw new InvalidOperationException("Fluctuation needs the moments that it requests.");
        var scores = new double[consumer.Weight.Rows];
        for (var feature = 0; feature < scores.Length; feature++)
        {
            var mean = moments.Sums[feature] / moments.Rows;
            var variance = Math.Max(0, (moments.SquareSums[feature] / moments.Rows) - (mean * mean));
            var norm = 0.0;
            foreach (var weight in consumer.Weight.Row(feature))
                norm += weight * weight;
            scores[feature] = variance * norm;
        }

        return scores;
    }

    /// <summary>A unit scores the mean of its features; for heads the published code squares the metric first.</summary>
    private static double UnitScore(StructureKind kind, double[] features) =>
        kind == StructureKind.Heads ? features.Average(score => score * score) : features.Average();
}
