using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.PPruning;

/// <summary>Units that put out the same are clustered; of each cluster the loudest stays. See README.md.</summary>
public sealed class PPruningCriterion(PPruningOptions? options = null) : ICriterion
{
    private readonly PPruningOptions options = options ?? new PPruningOptions();

    /// <inheritdoc />
    public string Name => "p-pruning";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool ComparesGroups => false;

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new PPruningCriterion(options with { Seed = seed });

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model) =>
        SampledUnits.Requests(group, options.Samples, options.Seed);

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) => SampledUnits.WhyNot(group);

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var samples = evidence.ValuesOf<RowSampleRequest>().Single().Result;
        var units = SampledUnits.Of(samples, SampledUnits.FirstConsumer(evidence).Consumer);
        var loudness = units.Select(features => features.Average(feature => feature.Average(Math.Abs))).ToArray();
        var reasons = Order(CompleteLinkage.Tree(ActivationDistances.Of(units)), loudness);
        return GroupChoices.InOrder(
            evidence.Group.Id, [.. reasons.Select(reason => reason.Unit)],
            [.. reasons.Select(reason => reason.Loss)], evidence.Group.Units) with
        {
            Reasons = reasons.ToValueList(),
        };
    }

    /// <summary>Each merge costs the quieter of the two representatives, so that the kept sets of all thresholds are nested.</summary>
    private static List<RemovalReason> Order(IReadOnlyList<Merge> tree, double[] loudness)
    {
        var cluster = Enumerable.Range(0, loudness.Length).ToArray();
        var loudest = Enumerable.Range(0, loudness.Length).ToArray();
        var reasons = new List<RemovalReason>();
        foreach (var merge in tree)
        {
            var (left, right) = (Root(cluster, merge.Left), Root(cluster, merge.Right));
            var (stays, goes) = loudness[loudest[left]] >= loudness[loudest[right]]
                ? (loudest[left], loudest[right])
                : (loudest[right], loudest[left]);
            cluster[right] = left;
            loudest[left] = stays;
            reasons.Add(new RemovalReason(goes, merge.Height, new Redundancy(stays, 1 - merge.Height, "|cos| at least")));
        }

        return reasons;
    }

    private static int Root(int[] cluster, int unit)
    {
        while (cluster[unit] != unit)
            unit = cluster[unit];
        return unit;
    }
}
