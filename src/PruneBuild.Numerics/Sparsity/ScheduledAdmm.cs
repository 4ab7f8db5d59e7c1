using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>Mask and weights by twenty steps of ADMM with a fixed penalty, the mask tightening on a cubic schedule.</summary>
/// <remarks>V. Boža, Fast and Effective Weight Update for Pruned Large Language Models (TMLR 2024). One Cholesky, no eigendecomposition;
/// its damping of a tenth of each feature's own energy makes it the safest choice where calibration data is scarce.</remarks>
public static class ScheduledAdmm
{
    private const double RidgePerFeature = 0.1;

    private const int Steps = 20;

    private const int ScheduleSteps = 15;

    /// <summary>Chooses a mask and weights.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="gram">G = XᵀX, shape [d, d].</param>
    /// <param name="target">How many weights go.</param>
    /// <param name="scope">Among which they are compared; the paper's is the layer.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Ŵ and its mask; or a status. Weights of features that are always zero go first,
    /// and those that need not go stay as they are.</returns>
    public static PrunedWeights Prune(
        Matrix weight, Matrix gram, SparsityTarget target, SelectionScope scope = SelectionScope.Layer, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        if (!weight.IsFinite || !gram.IsFinite)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var unit = UnitDiagonal.Of(gram);
        var damped = unit.Gram.AddToDiagonal(RidgePerFeature);
        var factor = computer.FactoriseInPlace(damped.AddToDiagonal(1.0));
        if (!factor.IsSolved)
            return PrunedWeights.Failed(factor.Status);
        var free = unit.In(weight);
        var right = computer.Multiply(damped, free);
        var dual = Matrix.Zero(free.Rows, free.Columns);
        WeightMask? mask = null;
        for (var step = 0; step < Steps; step++)
        {
            var shifted = free.Add(dual);
            if (step < ScheduleSteps || mask is null)
                mask = Select(unit.Scores(shifted), target, scope, step + 1);
            if (mask is null)
                return PrunedWeights.Failed(SolveStatus.NotFinite);
            var sparse = mask.Apply(shifted);
            dual = dual.Add(free).Subtract(sparse);
            free = factor.Solve(right.Add(sparse).Subtract(dual), computer);
        }

        return new(SolveStatus.Solved, mask!.Apply(unit.Spare(unit.Out(free.Add(dual)), weight)), mask, RidgePerFeature);
    }

    /// <summary>s_t = s − s(1 − t/15)³.</summary>
    public static double SparsityAt(double target, int step) =>
        target - (target * Math.Pow(1 - (Math.Min(step, ScheduleSteps) / (double)ScheduleSteps), 3));

    /// <summary>On the way to a pattern the N largest of each group are safe, and the rest goes layer-wide.</summary>
    private static WeightMask? Select(Matrix scores, SparsityTarget target, SelectionScope scope, int step)
    {
        if (step >= ScheduleSteps)
            return MaskSelection.RemoveSmallest(scores, target, scope);
        // On the way the published code rounds down; only the last count must be exact.
        var compared = target is SparsityTarget.Pattern || scope == SelectionScope.Layer ? scores.Rows * scores.Columns : scores.Rows;
        var now = new SparsityTarget.Share(Math.Floor(SparsityAt(target.Zeros, step) * compared) / Math.Max(1, compared))
        {
            Present = target.Present,
        };
        if (target is not SparsityTarget.Pattern)
            return MaskSelection.RemoveSmallest(scores, now, scope);
        if (MaskSelection.RemoveSmallest(scores, target, scope) is not { } final)
            return null;
        var safe = Matrix.Create(scores.Rows, scores.Columns, (i, o) => final[i, o] ? double.PositiveInfinity : scores[i, o]);
        return MaskSelection.RemoveSmallest(safe, now, SelectionScope.Layer);
    }
}
