using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Tests;

/// <summary>How far a layer's output moves when it does with some of its features: what refits are held against.</summary>
internal static class OutputError
{
    /// <summary>‖F_S V − FW‖²_F = tr(ΔᵀGΔ), Δ = V − W with the rows that are not kept at zero in V.</summary>
    /// <param name="gram">G = FᵀF, shape [d, d].</param>
    /// <param name="weight">W, shape [d, m].</param>
    /// <param name="kept">S: strictly ascending feature indices.</param>
    /// <param name="newWeight">V, shape [|S|, m].</param>
    public static double Squared(Matrix gram, Matrix weight, IReadOnlyList<int> kept, Matrix newWeight)
    {
        var places = Enumerable.Range(0, kept.Count).ToDictionary(place => kept[place]);
        var change = Matrix.Create(
            weight.Rows, weight.Columns, (i, o) => (places.TryGetValue(i, out var place) ? newWeight[place, o] : 0.0) - weight[i, o]);
        return change.InnerProduct(DenseAlgebra.Cpu.Multiply(gram, change));
    }

    /// <summary>‖F_S V + 1cᵀ − FW‖²_F, row by row.</summary>
    /// <param name="features">F, shape [n, d].</param>
    /// <param name="weight">W, shape [d, m].</param>
    /// <param name="kept">S: strictly ascending feature indices.</param>
    /// <param name="newWeight">V, shape [|S|, m].</param>
    /// <param name="intercept">c: what was added to the bias, length m.</param>
    public static double Squared(Matrix features, Matrix weight, IReadOnlyList<int> kept, Matrix newWeight, double[] intercept)
    {
        var output = DenseAlgebra.Cpu.Multiply(features.SelectColumns([.. kept]), newWeight);
        var shifted = Matrix.Create(output.Rows, output.Columns, (t, o) => output[t, o] + intercept[o]);
        return shifted.Subtract(DenseAlgebra.Cpu.Multiply(features, weight)).SquaredNorm();
    }
}
