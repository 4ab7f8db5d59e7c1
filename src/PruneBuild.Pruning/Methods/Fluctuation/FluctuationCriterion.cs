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
        [.. group.Consumers.Where(consumer => consumer.Weight is not null)
            .Select(consumer => new MomentRequest(consumer, MomentDetail.Diagonal))];

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var heads = evidence.Group.Kind == StructureKind.Heads;
        var scores = new double[evidence.Group.Units];
        var features = new List<double>();
        foreach (var consumer in evidence.Consumers)
        {
            // For heads the published code squares the metric first.
            var metric = Array.ConvertAll(FeatureScores(consumer), score => heads ? score * score : score);
            for (var unit = 0; unit < scores.Length; unit++)
                scores[unit] += consumer.Consumer.FeaturesOf(unit).Average(feature => metric[feature]);
            features.AddRange(metric);
        }

        return GroupChoices.ByScore(evidence.Group.Id, scores) with
        {
            FeatureScale = evidence.Consumers.Count == 1 ? ScoreScale.Of(features) : null,
        };
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
}
