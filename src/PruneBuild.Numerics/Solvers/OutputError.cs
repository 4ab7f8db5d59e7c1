using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Solvers;

/// <summary>How far a layer's output moves when its weights change, summed over the calibration rows.</summary>
public static class OutputError
{
    /// <summary>‖F_S V − FW‖²_F = tr(ΔᵀGΔ), Δ = V − W with the rows that are not kept at zero in V.</summary>
    /// <param name="gram">G = FᵀF, shape [d, d].</param>
    /// <param name="weight">W, shape [d, m].</param>
    /// <param name="kept">S: strictly ascending feature indices.</param>
    /// <param name="newWeight">V, shape [|S|, m].</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    public static double Squared(Matrix gram, Matrix weight, IReadOnlyList<int> kept, Matrix newWeight, IDenseAlgebra? algebra = null)
    {
        var change = Change(weight, kept, newWeight);
        return change.InnerProduct((algebra ?? DenseAlgebra.Cpu).Multiply(gram, change));
    }

    /// <summary>‖F_S V + 1cᵀ − FW‖²_F.</summary>
    /// <param name="moments">n, G and s.</param>
    /// <param name="weight">W, shape [d, m].</param>
    /// <param name="kept">S: strictly ascending feature indices.</param>
    /// <param name="newWeight">V, shape [|S|, m].</param>
    /// <param name="intercept">c: what was added to the bias, length m.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    public static double Squared(
        SecondMoments moments, Matrix weight, IReadOnlyList<int> kept, Matrix newWeight, ReadOnlySpan<double> intercept, IDenseAlgebra? algebra = null)
    {
        var shift = Matrix.FromRowMajor(1, moments.Features, moments.Sum);
        var meanChange = (algebra ?? DenseAlgebra.Cpu).Multiply(shift, Change(weight, kept, newWeight));
        var error = Squared(moments.Gram, weight, kept, newWeight, algebra);
        for (var o = 0; o < intercept.Length; o++)
            error += intercept[o] * ((2.0 * meanChange[0, o]) + (moments.Count * intercept[o]));
        return error;
    }

    private static Matrix Change(Matrix weight, IReadOnlyList<int> kept, Matrix newWeight)
    {
        var values = new double[weight.Values.Length];
        for (var i = 0; i < kept.Count; i++)
            newWeight.Row(i).CopyTo(values.AsSpan(kept[i] * weight.Columns));
        return Matrix.Adopt(weight.Rows, weight.Columns, values).Subtract(weight);
    }
}
