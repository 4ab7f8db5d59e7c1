using PruneBuild.Numerics.Algebra;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.MutualInformation;

/// <summary>Units that say what others already say go first. See README.md.</summary>
public sealed class MutualInformationCriterion(MutualInformationOptions? options = null) : ICriterion
{
    private readonly MutualInformationOptions options = options ?? new MutualInformationOptions();

    /// <inheritdoc />
    public string Name => "mutual-information";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool ComparesGroups => false;

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new MutualInformationCriterion(options with { Seed = seed });

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
        var consumer = SampledUnits.FirstConsumer(evidence);
        var samples = evidence.ValuesOf<RowSampleRequest>().Single().Result;
        var raw = SampledUnits.Of(samples, consumer.Consumer);
        var units = Array.ConvertAll(raw, features => Array.ConvertAll(features, Standardise));
        var bandwidth = options.Bandwidth ?? options.Rule switch
        {
            BandwidthRule.Silverman => Bandwidths.BySamples(units),
            BandwidthRule.Alignment when consumer.Consumer is { Kind: ConsumerKind.Linear, Experts: null } =>
                Bandwidths.ByAlignment(units, DenseAlgebra.Cpu.Multiply(samples, consumer.Weight)),
            _ => Bandwidths.ByMedianDistance(units),
        };
        var order = RedundancyOrder.Of(PairwiseInformation.Of(units, bandwidth), Strengths(raw, consumer));
        return GroupChoices.InOrder(
            evidence.Group.Id, [.. order.Select(unit => unit.Unit)], [.. order.Select(unit => unit.Unshared)], evidence.Group.Units) with
        {
            Reasons = order.Select(unit => new RemovalReason(
                unit.Unit, unit.Unshared, unit.Partner is { } partner ? new Redundancy(partner, unit.Shared, "bits") : null)).ToValueList(),
        };
    }

    /// <summary>‖f‖·‖w‖: how much a unit puts out at most.</summary>
    private static double[] Strengths(double[][][] units, ConsumerEvidence consumer) =>
    [
        .. units.Select((features, unit) => Math.Sqrt(
            features.Sum(feature => feature.Sum(value => value * value))
            * consumer.Weight.SelectRows([.. consumer.Consumer.FeaturesOf(unit)]).SquaredNorm())),
    ];

    /// <summary>Mean 0 and deviation 1: the estimate depends on the scale, the information does not. A constant becomes zeros.</summary>
    private static double[] Standardise(double[] values)
    {
        var mean = values.Average();
        var deviation = Math.Sqrt(values.Average(value => (value - mean) * (value - mean)));
        return Array.ConvertAll(values, value => deviation > 1e-12 * Math.Abs(mean) ? (value - mean) / deviation : 0);
    }
}
