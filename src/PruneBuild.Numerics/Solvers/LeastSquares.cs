using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Numerics.Solvers;

/// <summary>Ridge regression from moments: min_V ‖F_S V − Z‖²_F + λ‖V − V₀‖²_F, with λ raised until Cholesky succeeds.</summary>
public static class LeastSquares
{
    /// <summary>The λ after a failure at λ = 0, per mean(diag G_SS).</summary>
    public const double FirstRidgePerDiagonal = 1e-8;

    private const double RidgeGrowth = 10.0;

    private const double LargestRidgePerDiagonal = 1.0;

    /// <summary>Centring cancels digits: what is left of a constant feature is noise up to about this share of its energy.</summary>
    private const double ConstantFeatureShare = 1e-12;

    /// <summary>Minimises ‖F_S V − Z‖²_F + λ‖V − V₀,S‖²_F over V.</summary>
    /// <param name="gram">G = FᵀF. Shape [d, d], symmetric PSD.</param>
    /// <param name="cross">R = FᵀZ. Shape [d, m]. Z may come from another network than F: then V corrects drift too.</param>
    /// <param name="kept">S: strictly ascending feature indices, not empty.</param>
    /// <param name="ridge">λ ≥ 0, in the unit of diag(G).</param>
    /// <param name="anchor">V₀, shape [d, m]: where λ pulls to, usually the old weight; zero when null.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>V, shape [|S|, m], with the λ that was used: when Cholesky fails, λ becomes 10λ (at least 1e-8·mean(diag G_SS)) until it
    /// succeeds or exceeds mean(diag G_SS); then <see cref="SolveStatus.NotPositiveDefinite" />. Never an exception for numbers.
    /// A kept feature with G_jj = 0 keeps its row of V₀.</returns>
    /// <remarks>(G_SS + λI) V = R_S + λV₀,S. Cost O(|S|³ + |S|²·m) a try.</remarks>
    public static Refit Solve(
        Matrix gram, Matrix cross, IReadOnlyList<int> kept, double ridge, Matrix? anchor = null, IDenseAlgebra? algebra = null)
    {
        var indices = KeptIndices.Require(kept, gram.Rows);
        return SolveRaisingRidge(gram, cross, indices, ridge, anchor, new double[indices.Length], algebra ?? DenseAlgebra.Cpu);
    }

    /// <summary>Minimises ‖F_S V + 1cᵀ − Z‖²_F + λ‖V − V₀,S‖²_F over V and c.</summary>
    /// <param name="moments">n, G, s, R, r. The target Z must not contain the bias that c will be added to.</param>
    /// <param name="kept">S: strictly ascending feature indices, not empty.</param>
    /// <param name="ridge">λ ≥ 0, in the unit of diag(G).</param>
    /// <param name="anchor">V₀, shape [d, m]; zero when null.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>As <see cref="Solve" />, and the intercept c = (r − Vᵀs_S)/n. A kept feature that is constant keeps its row of V₀,
    /// and c takes up what it adds.</returns>
    /// <remarks>Centred moments G − ssᵀ/n and R − srᵀ/n; the intercept costs nothing and is not pulled anywhere.</remarks>
    public static Refit SolveWithIntercept(
        SecondMoments moments, IReadOnlyList<int> kept, double ridge, Matrix? anchor = null, IDenseAlgebra? algebra = null)
    {
        var indices = KeptIndices.Require(kept, moments.Features);
        var energies = moments.Gram.Diagonal();
        var smallestEnergies = Array.ConvertAll(indices, j => energies[j] * ConstantFeatureShare);
        var refit = SolveRaisingRidge(
            moments.CentredGram(), moments.CentredCross(), indices, ridge, anchor, smallestEnergies, algebra ?? DenseAlgebra.Cpu);
        return refit.IsSolved ? refit with { Intercept = Intercept(moments, indices, refit.Weight) } : refit;
    }

    /// <summary>c = (r − Vᵀs_S)/n: the best constant to add once V is chosen.</summary>
    /// <param name="moments">n, s and r.</param>
    /// <param name="kept">S.</param>
    /// <param name="weight">V, shape [|S|, m].</param>
    public static double[] Intercept(SecondMoments moments, IReadOnlyList<int> kept, Matrix weight)
    {
        var intercept = moments.RequireTarget().TargetSum.AsSpan().ToArray();
        for (var i = 0; i < kept.Count; i++)
            Kernels.Vectors.AddScaled(intercept, -moments.Sum[kept[i]], weight.Row(i));
        return Array.ConvertAll(intercept, value => value / moments.Count);
    }

    private static Refit SolveRaisingRidge(
        Matrix gram, Matrix cross, int[] kept, double ridge, Matrix? anchor, double[] smallestEnergies, IDenseAlgebra algebra)
    {
        var equations = new NormalEquations(
            gram.PrincipalSubmatrix(kept), cross.SelectRows(kept), anchor?.SelectRows(kept), smallestEnergies, algebra);
        var refit = equations.Solve(ridge);
        while (refit.Status == SolveStatus.NotPositiveDefinite && refit.Ridge < LargestRidgePerDiagonal * equations.MeanEnergy)
            refit = equations.Solve(Math.Max(RidgeGrowth * refit.Ridge, FirstRidgePerDiagonal * equations.MeanEnergy));
        return refit;
    }
}
