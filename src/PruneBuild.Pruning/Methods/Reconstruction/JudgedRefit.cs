using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Pruning.Methods.Reconstruction;

/// <summary>
/// The update of <see cref="MaskedRefit" /> with a ridge that held-out batches choose, for each weight anew; outputs that are no nearer to
/// their target there than without the update stay as the method left them.
/// </summary>
/// <remarks>With fewer rows than features a small ridge fits the calibration data and little else:
/// then the update is worse than none.</remarks>
/// <param name="intercept">True to move what is left of the mean error into the bias.</param>
public sealed class JudgedRefit(bool intercept = false) : IMaskUpdate
{
    /// <summary>λ per mean(diag G) that are tried.</summary>
    public static ValueList<double> Ridges { get; } = [0.003, 0.01, 0.03, 0.1, 0.3];

    /// <summary>Of a single batch nothing can be held out: then the ridge that was never worse than no update.</summary>
    private const double Unjudged = 0.1;

    /// <inheritdoc />
    public string Name => "judged least-squares";

    /// <inheritdoc />
    public MomentDetail? Needs => MomentDetail.Gram;

    /// <inheritdoc />
    public bool Shifts => intercept;

    /// <inheritdoc />
    public double HeldOutShare => 0.2;

    /// <inheritdoc />
    public UpdatedWeights Update(MaskTask task, PrunedWeights pruned)
    {
        if (task.HeldOut is not { } held)
            return new MaskedRefit(Unjudged, intercept).Update(task, pruned);
        var (fitted, shifts) = (task.Features!.Without(held), intercept && task.TakesBias);
        var (ridge, errors) = Ridges
            .Select(tried => (Ridge: tried, Refit: Solve(fitted, tried)))
            .Where(one => one.Refit.IsSolved)
            .Select(one => (one.Ridge, Errors: Errors(one.Refit.Weight)))
            .DefaultIfEmpty((double.NaN, []))
            .MinBy(one => one.Item2.Sum());
        var refit = double.IsNaN(ridge) ? null : Solve(task.Features!, ridge);
        if (refit is not { IsSolved: true })
            return new(pruned.Weight!, null, "no ridge lets its least-squares be solved; the weights stay as the method left them");
        var without = Errors(pruned.Weight!);
        var weight = Matrix.Create(
            refit.Weight.Rows, refit.Weight.Columns, (i, o) => errors[o] < without[o] ? refit.Weight[i, o] : pruned.Weight![i, o]);
        return new(weight, shifts ? MaskedMeanBias.Change(task, weight) : null);

        PrunedWeights Solve(Moments moments, double share) =>
            MaskRefit.Solve(Gram(moments, shifts), task.Dense, pruned.Mask!, share, pruned.Weight, Cross(moments, shifts));

        double[] Errors(Matrix? tried) => LayerError.Towards(
            Gram(held, shifts), Cross(held, shifts) ?? DenseAlgebra.Cpu.Multiply(Gram(held, shifts), task.Dense), tried!);
    }

    private static Matrix Gram(Moments moments, bool centred) => centred ? moments.ToSecondMoments().CentredGram() : moments.Gram!;

    private static Matrix? Cross(Moments moments, bool centred) =>
        moments.Cross is null ? null : centred ? moments.ToSecondMoments().CentredCross() : moments.Cross;
}
