using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>rescale</c>: surviving features are scaled, nothing else changes (the mask tuning of Kwon et al., which KCM uses).</summary>
/// <param name="perUnit">True for one factor a unit, as published for heads; false for one a feature.</param>
public sealed class Rescale(bool perUnit = false) : IReconstruction
{
    /// <inheritdoc />
    public string Name => "rescale";

    /// <inheritdoc />
    public bool NeedsData => true;

    /// <inheritdoc />
    public MomentDetail Detail => MomentDetail.Gram;

    /// <inheritdoc />
    public double HeldOutShare => 0.2;

    /// <inheritdoc />
    /// <remarks>Where data is held out, factors of the rest must bring the output closer to its target there too; then all of the data fits
    /// them. What was judged to be worse is dropped.</remarks>
    public Reconstructed Reconstruct(ReconstructionTask task)
    {
        var weight = task.Weight.SelectRows(task.Kept);
        if (task.HeldOut is { } heldOut)
        {
            var trial = Factors(task, task.Moments.Without(heldOut));
            var judge = ScaleSystem.Of(task.Weight, heldOut, task.Kept);
            if (trial is not null && judge.Error(trial) > judge.Error([.. trial.Select(_ => 1.0)]))
                return new Reconstructed(
                    weight, null, "the scales of the surviving units do worse on data held out; the surviving weights stay as they were");
        }

        return Factors(task, task.Moments) is { } factors
            ? new Reconstructed(Matrix.Create(weight.Rows, weight.Columns, (row, column) => factors[row] * weight[row, column]), null)
            : new Reconstructed(
                weight, null, "the scales of the surviving units are not determined; the surviving weights stay as they were");
    }

    /// <summary>One factor for each kept feature; null when they are not determined.</summary>
    private double[]? Factors(ReconstructionTask task, Moments moments) => perUnit && task.Units is { } units
        ? ScaleSystem.OfUnits(task.Weight, moments, task.Kept, units)
        : ScaleSystem.Of(task.Weight, moments, task.Kept).Solve();
}
