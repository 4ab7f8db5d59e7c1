using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.HRank;

/// <summary>Channels whose maps have a low rank go first. See README.md.</summary>
/// <param name="images">How many images are looked at.</param>
public sealed class HRankCriterion(int images = HRankCriterion.DefaultImages) : ICriterion
{
    /// <summary>Ranks hardly depend on the image: the paper takes 500, its figures settle far earlier.</summary>
    public const int DefaultImages = 64;

    /// <inheritdoc />
    public string Name => "hrank";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool ComparesGroups => false;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) =>
        [.. Maps(group).Select(consumer => new MapRankRequest(consumer.Tap, images)).Distinct()];

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) => Maps(group).Any() ? null : "no convolution reads its units as maps";

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var scores = new double[evidence.Group.Units];
        foreach (var (request, ranks) in evidence.ValuesOf<MapRankRequest>())
        {
            var pattern = Maps(evidence.Group).First(consumer => consumer.Tap == request.Value).TapPattern;
            for (var unit = 0; unit < scores.Length; unit++)
                scores[unit] += pattern.Indices(unit).Sum(index => ranks[0, index]);
        }

        return GroupChoices.ByScore(evidence.Group.Id, scores);
    }

    private static IEnumerable<Consumer> Maps(PruneGroup group) =>
        group.Consumers.Where(consumer => consumer.Kind == ConsumerKind.Convolution && consumer.TapAxis == 1);
}
