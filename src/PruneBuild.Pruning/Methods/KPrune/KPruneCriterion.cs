using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.KPrune;

/// <summary>Units that hold little knowledge go first: of the answers, and of what their sub-layer puts out. See README.md.</summary>
public sealed class KPruneCriterion(KPruneOptions? options = null) : ICriterion
{
    /// <summary>What it weighs.</summary>
    public KPruneOptions Options { get; } = options ?? new KPruneOptions();

    /// <inheritdoc />
    public string Name => "kprune";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public MaskLoss Sensitivity => new(
        Options.Predictive == PredictiveKnowledge.Fisher ? MaskLossKind.Curvature : MaskLossKind.Divergence,
        Options.Temperature, Options.Seed);

    /// <inheritdoc />
    public ICriterion Seeded(int seed) => new KPruneCriterion(Options with { Seed = seed });

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) =>
    [
        .. group.Consumers.Where(consumer => consumer.Weight is not null).Select(consumer => new MomentRequest(
            consumer, IsExact(group) ? MomentDetail.Gram : MomentDetail.Diagonal)),
    ];

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence) => GroupChoices.ByScore(evidence.Group.Id, Scores(evidence));

    /// <summary>λ_pred·K_pred + λ_rep·K_rep of each unit, times μ for heads: the loss that the planner divides
    /// by the unit's price.</summary>
    public double[] Scores(GroupEvidence evidence)
    {
        var scores = new double[evidence.Group.Units];
        if (evidence.Sensitivity is { } sensitivity)
        {
            var squares = Options.Predictive == PredictiveKnowledge.Fisher ? sensitivity.RecordSquares : sensitivity.BatchSquares;
            Add(scores, Options.PredictiveWeight, Knowledge.Predictive(
                evidence.Group.Consumers[0].TapPattern, squares, sensitivity.Records));
        }

        foreach (var consumer in evidence.Consumers)
        {
            Add(scores, Options.RepresentationalWeight, IsExact(evidence.Group)
                ? Knowledge.ExactRepresentational(consumer)
                : Knowledge.Representational(consumer));
        }

        var factor = evidence.Group.UnitWidth == 1 && evidence.Group.Kind == StructureKind.Neurons ? 1
            : evidence.Group.Kind == StructureKind.Heads && Options.HeadFactor is { } mu ? mu
            : evidence.Group.Consumers[0].FeaturesOf(0).Count();
        return Array.ConvertAll(scores, score => score * factor);
    }

    private bool IsExact(PruneGroup group) => Options.ExactHeads && group.Kind == StructureKind.Heads;

    private static void Add(double[] sum, double weight, double[] knowledge)
    {
        for (var unit = 0; unit < sum.Length; unit++)
            sum[unit] += weight * knowledge[unit];
    }
}
