using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Statistics;

namespace PruneBuild.Engine.Pruning.Masks;

/// <summary>How far the matrices of a weight are off.</summary>
internal static class PartErrors
{
    /// <summary>Squared error of the product over its energy, over all parts; null without a Gram matrix.</summary>
    /// <param name="weight">The weight.</param>
    /// <param name="old">Its matrices.</param>
    /// <param name="changed">The same after masks and updates.</param>
    /// <param name="features">What was measured of what enters.</param>
    public static double? Relative(MaskableWeight weight, IReadOnlyList<Matrix> old, IReadOnlyList<Matrix> changed, Moments? features)
    {
        if (features?.Gram is null)
            return null;
        var (error, energy) = (0.0, 0.0);
        for (var part = 0; part < old.Count; part++)
        {
            var gram = PartFeatures.Of(weight, features, part).Gram!;
            error += LayerError.Squared(gram, old[part], changed[part]);
            energy += LayerError.Squared(gram, old[part], Matrix.Zero(old[part].Rows, old[part].Columns));
        }

        return energy > 0 ? error / energy : 0;
    }

    /// <summary>The same where nothing was measured: as if all features were alike and independent.</summary>
    public static double OfWeights(IReadOnlyList<Matrix> old, IReadOnlyList<Matrix> changed)
    {
        var energy = old.Sum(part => part.SquaredNorm());
        return energy > 0 ? old.Zip(changed, (a, b) => a.Subtract(b).SquaredNorm()).Sum() / energy : 0;
    }
}
