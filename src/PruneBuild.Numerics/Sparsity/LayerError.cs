using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>How far a layer's outputs move when its weights change.</summary>
public static class LayerError
{
    /// <summary>‖X(Ŵ − W)‖²_F = tr(ΔᵀGΔ), summed over the calibration rows.</summary>
    public static double Squared(Matrix gram, Matrix weight, Matrix newWeight, IDenseAlgebra? algebra = null)
    {
        var change = newWeight.Subtract(weight);
        return change.InnerProduct((algebra ?? DenseAlgebra.Cpu).Multiply(gram, change));
    }

    /// <summary>The same as a share of the energy of the outputs, tr(WᵀGW); 0 when there is no energy.</summary>
    public static double Relative(Matrix gram, Matrix weight, Matrix newWeight, IDenseAlgebra? algebra = null)
    {
        var energy = weight.InnerProduct((algebra ?? DenseAlgebra.Cpu).Multiply(gram, weight));
        return energy > 0 ? Squared(gram, weight, newWeight, algebra) / energy : 0;
    }

    /// <summary>‖XŴ − Z‖² less ‖Z‖² for each output, length m: what ranks weights by their distance from a target Z.</summary>
    /// <param name="gram">G = XᵀX.</param>
    /// <param name="cross">R = XᵀZ.</param>
    /// <param name="weight">Ŵ.</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    public static double[] Towards(Matrix gram, Matrix cross, Matrix weight, IDenseAlgebra? algebra = null)
    {
        var moved = (algebra ?? DenseAlgebra.Cpu).Multiply(gram, weight);
        var errors = new double[weight.Columns];
        for (var i = 0; i < weight.Rows; i++)
            for (var o = 0; o < errors.Length; o++)
                errors[o] += weight[i, o] * (moved[i, o] - (2 * cross[i, o]));
        return errors;
    }

    /// <summary>The squared error of each output, length m.</summary>
    public static double[] OfOutputs(Matrix gram, Matrix weight, Matrix newWeight, IDenseAlgebra? algebra = null)
    {
        var change = newWeight.Subtract(weight);
        var moved = (algebra ?? DenseAlgebra.Cpu).Multiply(gram, change);
        var errors = new double[weight.Columns];
        for (var i = 0; i < weight.Rows; i++)
            for (var o = 0; o < errors.Length; o++)
                errors[o] += change[i, o] * moved[i, o];
        return errors;
    }
}
