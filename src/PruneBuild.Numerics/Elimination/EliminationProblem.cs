using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Numerics.Elimination;

/// <summary>A consumer layer y = xW whose input units are to be removed while its output moves as little as possible.</summary>
/// <param name="Gram">G = FᵀF over the calibration rows. Shape [d, d], symmetric PSD.</param>
/// <param name="Weight">W, shape [d, m].</param>
/// <param name="Units">Which rows of W belong to which unit.</param>
/// <param name="Cross">R = FᵀZ, shape [d, m], for a target Z that is not this layer's own output (the uncompressed network's, say);
/// null for Z = FW.</param>
public sealed record EliminationProblem(Matrix Gram, Matrix Weight, UnitLayout Units, Matrix? Cross = null)
{
    /// <summary>mean(diag G): the measure for ridges.</summary>
    public double MeanEnergy => Gram.Rows == 0 ? 0.0 : Gram.Diagonal().Average();

    /// <summary>The best weights when only these units stay: the exact minimiser, however the units were chosen.</summary>
    /// <param name="keptUnits">Unit indices; with the features in no unit they must make at least one feature.</param>
    /// <param name="ridgePerDiagonal">λ per mean(diag G), ≥ 0; pulls towards the surviving rows of W.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <returns>Row i belongs to the i-th feature of <see cref="UnitLayout.KeptFeatures" />.</returns>
    public Refit Refit(IEnumerable<int> keptUnits, double ridgePerDiagonal, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var kept = Units.KeptFeatures(keptUnits);
        return LeastSquares.Solve(Gram, CrossMoment(computer), kept, ridgePerDiagonal * MeanEnergy, Weight, computer);
    }

    /// <summary>The same with every output times a factor, and losses times its square.</summary>
    public EliminationProblem Scaled(double factor) => this with { Weight = Weight.Scale(factor), Cross = Cross?.Scale(factor) };

    /// <summary>R, or GW when the target is the layer's own output.</summary>
    internal Matrix CrossMoment(IDenseAlgebra algebra) => Cross ?? algebra.Multiply(Gram, Weight);
}
