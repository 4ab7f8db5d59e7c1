using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.BatchNormScale;

/// <summary>Network slimming: channels that their BatchNormalization scales least go first. Reads no data. See README.md.</summary>
public sealed class BatchNormScaleCriterion : ICriterion
{
    /// <inheritdoc />
    public string Name => "batchnorm-scale";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public string? WhyNot(PruneGroup group) => Scales(group).Count > 0
        ? null
        : "no BatchNormalization scales its channels (exporters fold them into the convolution unless told not to)";

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var scores = new double[evidence.Group.Units];
        foreach (var scale in Scales(evidence.Group))
        {
            var gamma = evidence.Tensor(scale.Tensor).ToFloats();
            for (var unit = 0; unit < scores.Length; unit++)
                scores[unit] += scale.Pattern.Indices(unit).Sum(index => Math.Abs((double)gamma[index]));
        }

        return GroupChoices.ByScore(evidence.Group.Id, scores);
    }

    /// <summary>A BatchNormalization is the one operator that shrinks at inputs 1 to 4 together: scale, shift, mean, variance.</summary>
    private static IReadOnlyList<TensorSlice> Scales(PruneGroup group) =>
    [
        .. group.Slices.GroupBy(slice => slice.Node)
            .Where(node => Enumerable.Range(1, 4).All(input => node.Any(slice => slice.Input == input && slice.Axis == 0)))
            .Select(node => node.First(slice => slice.Input == 1)),
    ];
}
