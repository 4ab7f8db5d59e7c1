using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Pruning.Methods.MutualInformation;

/// <summary>Chooses the width of the kernel.</summary>
public static class Bandwidths
{
    // Standardised activations differ by about one deviation.
    private static readonly double[] candidates = [0.05, 0.1, 0.2, 0.35, 0.5, 0.7, 1, 1.4, 2, 3];

    private const int UnitsLookedAt = 64;

    /// <summary>The candidate whose kernels, averaged over units, align best with the layer's output:
    /// max ⟨K_σ, K_y⟩ / (‖K_σ‖ ‖K_y‖).</summary>
    /// <param name="units">Standardised activations; at most 64 units, spread evenly, are looked at.</param>
    /// <param name="outputs">y, [n, o].</param>
    public static double ByAlignment(double[][][] units, Matrix outputs)
    {
        var reference = CentredGram(outputs);
        var step = Math.Max(1, units.Length / UnitsLookedAt);
        var looked = units.Where((_, unit) => unit % step == 0).ToArray();
        return candidates.MaxBy(bandwidth => Alignment(AverageKernel(looked, outputs.Rows, bandwidth), reference));
    }

    /// <summary>The median distance between two samples, over all units: the fallback where the output is not at hand.</summary>
    public static double ByMedianDistance(double[][][] units)
    {
        var n = units[0][0].Length;
        var distances = units.SelectMany(features => Enumerable.Range(0, n - 1)
            .Select(i => Math.Sqrt(PairwiseInformation.SquaredDistance(features, i, i + 1))))
            .Where(distance => distance > 0).Order().ToArray();
        return distances.Length == 0 ? 1 : distances[distances.Length / 2];
    }

    /// <summary>h·n^(−1/(4 + d)) for n samples of units of d features, h = 5.</summary>
    public static double BySamples(double[][][] units) => 5 * Math.Pow(units[0][0].Length, -1.0 / (4 + units[0].Length));

    private static Matrix AverageKernel(double[][][] units, int n, double bandwidth) => Matrix.Create(n, n, (i, j) =>
        units.Sum(features => Math.Exp(-PairwiseInformation.SquaredDistance(features, i, j) / (2 * bandwidth * bandwidth))) / units.Length);

    private static double Alignment(Matrix kernel, Matrix reference) => kernel.InnerProduct(reference) / Math.Sqrt(kernel.SquaredNorm());

    private static Matrix CentredGram(Matrix outputs)
    {
        var means = Enumerable.Range(0, outputs.Columns)
            .Select(column => Enumerable.Range(0, outputs.Rows).Average(row => outputs[row, column])).ToArray();
        var centred = Matrix.Create(outputs.Rows, outputs.Columns, (row, column) => outputs[row, column] - means[column]);
        return DenseAlgebra.Cpu.MultiplyTransposed(centred, centred);
    }
}
