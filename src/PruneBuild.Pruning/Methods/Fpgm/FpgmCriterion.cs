using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Pruning.Methods.Fpgm;

/// <summary>Filters nearest to the geometric median of their layer go first: the others can stand in for them. Reads no data.
/// See README.md.</summary>
public sealed class FpgmCriterion : ICriterion
{
    /// <inheritdoc />
    public string Name => "fpgm";

    /// <inheritdoc />
    public bool ChoosesSequentially => false;

    /// <inheritdoc />
    public bool ComparesGroups => false;

    /// <inheritdoc />
    public IReadOnlyList<MomentRequest> Requests(PruneGroup group) => [];

    /// <inheritdoc />
    public GroupChoices Choose(GroupEvidence evidence)
    {
        var making = UnitWeights.Making(evidence.Group, evidence.Tensor);
        var rows = making.Count > 0
            ? UnitWeights.Rows(making, evidence.Group.Units, evidence.Tensor)
            : UnitWeights.Rows(evidence.Group.Slices, evidence.Group.Units, evidence.Tensor);
        var distances = SummedDistances(rows);
        var total = distances.Sum();
        return GroupChoices.ByScore(evidence.Group.Id, Array.ConvertAll(distances, distance => total > 0 ? distance / total : 0));
    }

    /// <summary>g(x_i) = Σ_j ‖x_i − x_j‖, which the geometric median minimises over all x.</summary>
    /// <param name="filters">One row for each filter.</param>
    public static double[] SummedDistances(Numerics.Matrices.Matrix filters)
    {
        var squares = UnitWeights.SquaredDistances(filters);
        return [.. Enumerable.Range(0, filters.Rows).Select(i => squares.Row(i).ToArray().Sum(Math.Sqrt))];
    }
}
