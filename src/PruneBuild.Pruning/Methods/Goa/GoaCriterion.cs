using PruneBuild.Numerics.Matrices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Goa;

/// <summary>Greedy output approximation's second-moment criterion: units whose input to the non-linearity has little energy, or that are
/// read with small weights, go first. See README.md.</summary>
public sealed class GoaCriterion : ICriterion
{
    /// <inheritdoc />
    public string Name => "goa";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool JudgesRefitWeights => true;

    /// <inheritdoc />
    public bool ComparesGroups => false;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    /// <remarks>Heads have no non-linearity behind V·X̂, so their features at the output projection are the
    /// second moments themselves.</remarks>
    public IReadOnlyList<ValueRequest> ValueRequests(PruneGroup group, OnnxModel model)
    {
        var before = group.Kind == StructureKind.Heads ? [] : Producers.Of(model, group);
        return before.Count > 0
            ? [.. before.Select(producer => new MeanSquareRequest(producer.Value, producer.Axis, producer.Pattern))]
            : [.. group.Consumers.Where(consumer => consumer.Weight is not null)
                .Select(consumer => new MeanSquareRequest(consumer.Tap, consumer.TapAxis, consumer.TapPattern)).Distinct()];
    }

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) =>
        UnreadUnits.Of(group) ? UnreadUnits.Reason : null;

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var inputs = evidence.ValuesOf<MeanSquareRequest>().ToArray();
        var moments = evidence.Group.Kind == StructureKind.Heads
            ? HeadMoments(evidence, inputs[0].Result.Row(0).ToArray())
            : UnitMoments(evidence, inputs);
        var total = moments.Sum();
        return GroupChoices.ByScore(evidence.Group.Id, Array.ConvertAll(moments, moment => total > 0 ? moment / total : 0));
    }

    /// <summary>M_j = ½·‖B_j‖²·A_jΣA_jᵀ: the constant is left out, it is the same for all units of a group.</summary>
    /// <param name="outgoing">B, [outputs, units].</param>
    /// <param name="inputEnergies">A_jΣA_jᵀ: mean squares before the non-linearity.</param>
    public static double[] SecondMoments(Matrix outgoing, IReadOnlyList<double> inputEnergies)
    {
        var rows = outgoing.Transpose();
        return [.. inputEnergies.Select((energy, unit) => energy * Norm(rows.Row(unit)))];
    }

    /// <summary>The sum over a head's channels.</summary>
    private static double[] HeadMoments(GroupEvidence evidence, double[] energies)
    {
        var scores = new double[evidence.Group.Units];
        foreach (var consumer in evidence.Consumers)
        {
            for (var head = 0; head < scores.Length; head++)
                scores[head] += consumer.Consumer.FeaturesOf(head).Sum(feature => energies[feature] * Norm(consumer.Weight.Row(feature)));
        }

        return scores;
    }

    /// <summary>A gated unit is two modules with one output: their moments multiply.</summary>
    private static double[] UnitMoments(GroupEvidence evidence, (MeanSquareRequest Request, Matrix Result)[] inputs)
    {
        var scores = new double[evidence.Group.Units];
        foreach (var consumer in evidence.Consumers)
        {
            var outgoing = UnitWeights.Outgoing(consumer, scores.Length);
            for (var unit = 0; unit < scores.Length; unit++)
            {
                var energies = inputs
                    .SelectMany(input => input.Request.Pattern.Indices(unit).Select(index => input.Result[0, index])).ToArray();
                scores[unit] += evidence.Group.Kind == StructureKind.Neurons
                    ? energies.Aggregate(1.0, (product, energy) => product * energy * Norm(outgoing.Row(unit)))
                    : energies.Sum() * Norm(outgoing.Row(unit));
            }
        }

        return scores;
    }

    private static double Norm(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value * value;
        return sum;
    }
}
