using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Pruning.Methods.Osscar;

/// <summary>Energies of outputs from moments of features.</summary>
internal static class OsscarMoments
{
    /// <summary>Below it an output does not move at all: what rounding leaves of a loss, over less, would be no finite number.</summary>
    private const double LeastEnergy = 1e-30;

    public static SecondMoments Of(ConsumerEvidence consumer) =>
        consumer.Moments?.ToSecondMoments() ?? throw new InvalidOperationException("OSSCAR needs the Gram matrix that it requests.");

    /// <summary>tr(WᵀGW): the energy of the layer's output about its mean, the unit in which losses of layers compare.</summary>
    public static double OutputEnergy(SecondMoments moments, Matrix weight) =>
        Math.Max(DenseAlgebra.Cpu.Multiply(moments.CentredGram(), weight).InnerProduct(weight), LeastEnergy);

    /// <summary>tr(W_Sᵀ G_SS W_S): what these features put out by themselves.</summary>
    public static double Energy(Matrix gram, Matrix weight, int[] features)
    {
        var rows = weight.SelectRows(features);
        return DenseAlgebra.Cpu.Multiply(gram.PrincipalSubmatrix(features), rows).InnerProduct(rows);
    }
}
