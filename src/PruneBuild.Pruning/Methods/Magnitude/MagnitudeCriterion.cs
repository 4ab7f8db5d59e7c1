using PruneBuild.Onnx;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Magnitude;

/// <summary>The baseline: units whose weights are small go first. Reads no data. See README.md.</summary>
public sealed class MagnitudeCriterion : ICriterion
{
    /// <inheritdoc />
    public string Name => "magnitude";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence) => GroupChoices.ByScore(evidence.Group.Id, Scores(evidence));

    /// <summary>For each unit the mean, over the group's matrices, of the share of the matrix's squared norm that the unit holds.</summary>
    /// <remarks>
    /// A share instead of a norm, so that the mean over matrices of different scale means something, and so that groups of different
    /// width compare: a unit of average size in a group of n scores 1/n.
    /// </remarks>
    public static double[] Scores(GroupEvidence evidence)
    {
        var scores = new double[evidence.Group.Units];
        var matrices = evidence.Group.Slices.DistinctBy(slice => (slice.Tensor, slice.Axis, slice.Pattern))
            .Where(slice => evidence.Tensor(slice.Tensor).Shape.Count(size => size > 1) > 1).ToArray();
        foreach (var slice in matrices)
        {
            var energies = Energies(evidence.Tensor(slice.Tensor), slice.Axis);
            var total = energies.Sum();
            for (var unit = 0; unit < scores.Length && total > 0; unit++)
                scores[unit] += slice.Pattern.Indices(unit).Sum(index => energies[index]) / total / matrices.Length;
        }

        return scores;
    }

    /// <summary>Squared norm of each slice along an axis.</summary>
    private static double[] Energies(Tensor tensor, int axis)
    {
        var values = tensor.ToFloats();
        var size = (int)tensor.Shape[axis];
        var inner = tensor.Shape.Skip(axis + 1).Aggregate(1L, (product, extent) => product * extent);
        var energies = new double[size];
        for (var i = 0L; i < values.Length; i++)
            energies[i / inner % size] += (double)values[i] * values[i];
        return energies;
    }
}
