using PruneBuild.Numerics;
using PruneBuild.Numerics.Elimination;
using PruneBuild.Numerics.Statistics;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Osscar;

/// <summary>Least-squares selection: removes the units that the others can best stand in for. See README.md.</summary>
public sealed class OsscarCriterion(OsscarOptions? options = null) : ICriterion
{
    // As the published code.
    private const int HeadsPerSwap = 5;

    /// <summary>Settings.</summary>
    public OsscarOptions Options { get; } = options ?? new OsscarOptions();

    /// <inheritdoc />
    public string Name => "osscar";

    /// <inheritdoc />
    public bool ChoosesSequentially => true;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) =>
        [.. group.Consumers.Where(consumer => consumer.Weight is not null)
            .Select(consumer => new MomentRequest(consumer, MomentDetail.Gram))];

    /// <inheritdoc />
    /// <remarks>One sweep gives every size with its error: of one consumer, or of several together,
    /// each error relative to the consumer's output.</remarks>
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var (group, consumers) = (evidence.Group, evidence.Consumers);
        if (consumers.Count == 0)
            return ByEnergy(evidence);
        SecondMoments[] moments = [.. consumers.Select(OsscarMoments.Of)];
        double[] scales = [.. consumers.Zip(moments, (consumer, its) => OsscarMoments.OutputEnergy(its, consumer.Weight))];
        // What a single one loses is divided afterwards: the same but for rounding.
        var options = new EliminationOptions(Options.RidgePerDiagonal, PerRound(group.Kind), 1);
        var path = consumers.Count == 1
            ? UnitElimination.Run(Problem(group, consumers[0], moments[0]), options)
            : UnitElimination.Run(
                [.. consumers.Select((consumer, i) => Problem(group, consumer, moments[i]).Scaled(1 / Math.Sqrt(scales[i])))], options);
        if (path.Status != SolveStatus.Solved)
            return ByEnergy(evidence);
        var scale = consumers.Count == 1 ? scales[0] : 1;
        var losses = path.Losses.Skip(1).Zip(path.Losses, (next, at) => (next - at) / scale).ToArray();
        return GroupChoices.InOrder(group.Id, path.RemovalOrder, losses, group.Units);
    }

    /// <inheritdoc />
    /// <remarks>OSSCAR's local search: the cheapest units of the set leave and those that then help most come in,
    /// as long as the loss falls.</remarks>
    public Choice Refine(GroupEvidence evidence, Choice choice)
    {
        if (Options.SwapRounds == 0 || choice.Kept.Count == evidence.Group.Units || evidence.Consumers is not [var only])
            return choice;
        var moments = OsscarMoments.Of(only);
        var perSwap = evidence.Group.Kind == StructureKind.Heads ? HeadsPerSwap : PerRound(evidence.Group.Kind);
        var swapped = UnitSwapSearch.Improve(Problem(evidence.Group, only, moments), choice.Kept, new UnitSwapOptions(
            Options.RidgePerDiagonal, Math.Clamp(perSwap, 1, Math.Max(1, choice.Kept.Count - 1)), Options.SwapRounds));
        return swapped.AcceptedRounds == 0
            ? choice
            : new Choice(swapped.Kept.ToValueList(), swapped.Loss / OsscarMoments.OutputEnergy(moments, only.Weight));
    }

    private static EliminationProblem Problem(PruneGroup group, ConsumerEvidence consumer, SecondMoments moments) => new(
        moments.CentredGram(), consumer.Weight,
        UnitLayout.Of(consumer.Weight.Rows, Enumerable.Range(0, group.Units).Select(consumer.Consumer.FeaturesOf)),
        moments.Cross is null ? null : moments.CentredCross());

    /// <summary>A Gram that cannot be inverted: units by the energy that they put out, summed over consumers.</summary>
    private static GroupChoices ByEnergy(GroupEvidence evidence)
    {
        var scores = new double[evidence.Group.Units];
        foreach (var consumer in evidence.Consumers)
        {
            var moments = OsscarMoments.Of(consumer);
            var gram = moments.CentredGram();
            var scale = OsscarMoments.OutputEnergy(moments, consumer.Weight);
            for (var unit = 0; unit < scores.Length; unit++)
                scores[unit] += OsscarMoments.Energy(gram, consumer.Weight, [.. consumer.Consumer.FeaturesOf(unit)]) / scale;
        }

        return GroupChoices.ByScore(evidence.Group.Id, scores);
    }

    private int PerRound(StructureKind kind) => kind switch
    {
        StructureKind.Heads => Options.HeadsPerRound,
        StructureKind.Neurons => Options.NeuronsPerRound,
        _ => Options.ChannelsPerRound,
    };
}
