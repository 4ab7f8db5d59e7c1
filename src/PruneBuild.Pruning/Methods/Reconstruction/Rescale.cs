using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary><c>rescale</c>: surviving features are scaled, nothing else changes (the mask tuning of Kwon et al., which KCM uses).</summary>
public sealed class Rescale : IReconstruction
{
    /// <inheritdoc />
    public string Name => "rescale";

    /// <inheritdoc />
    public bool NeedsData => true;

    /// <inheritdoc />
    public MomentDetail Detail => MomentDetail.Gram;

    /// <inheritdoc />
    /// <remarks>A = (W Wᵀ) ∘ (FᵀF) and B_j = W_j·R_j over the kept features, with R = FᵀZ: no row is formed.</remarks>
    public Reconstructed Reconstruct(ReconstructionTask task)
    {
        var moments = task.Moments.ToSecondMoments();
        var cross = (moments.Cross is null ? moments.WithTargetOf(task.Weight) : moments).Cross!.SelectRows(task.Kept);
        var weight = task.Weight.SelectRows(task.Kept);
        var gram = moments.Gram.PrincipalSubmatrix(task.Kept);
        var weights = DenseAlgebra.Cpu.MultiplyTransposed(weight, weight);
        var normal = Matrix.Create(weight.Rows, weight.Rows, (i, j) => weights[i, j] * gram[i, j]);
        var right = Enumerable.Range(0, weight.Rows).Select(row => Dot(weight.Row(row), cross.Row(row))).ToArray();
        return ScaleFit.Solve(normal, right) is { } factors
            ? new Reconstructed(Matrix.Create(weight.Rows, weight.Columns, (row, column) => factors[row] * weight[row, column]), null)
            : new Reconstructed(weight, null, "the scales of the surviving units are not determined; the surviving weights stay as they were");
    }

    private static double Dot(ReadOnlySpan<double> left, ReadOnlySpan<double> right)
    {
        var sum = 0.0;
        for (var i = 0; i < left.Length; i++)
            sum += left[i] * right[i];
        return sum;
    }
}
