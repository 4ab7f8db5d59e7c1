using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Statistics;

/// <summary>What least squares needs to know about features F and targets Z after streaming n rows: sums, never means.</summary>
/// <param name="Count">n: rows (tokens, positions) that were summed.</param>
/// <param name="Gram">G = FᵀF, shape [d, d].</param>
/// <param name="Sum">s = Σ f, length d.</param>
/// <param name="Cross">R = FᵀZ, shape [d, m]; null when no target was summed.</param>
/// <param name="TargetSum">r = Σ z, length m; null when no target was summed.</param>
public sealed record SecondMoments(long Count, Matrix Gram, double[] Sum, Matrix? Cross = null, double[]? TargetSum = null)
{
    /// <summary>d: number of features.</summary>
    public int Features => Gram.Rows;

    /// <summary>The mean of each feature.</summary>
    public double[] Mean() => [.. Sum.Select(sum => sum / Count)];

    /// <summary>The population variance of each feature: E f² − (E f)², not below zero.</summary>
    public double[] Variance()
    {
        var variance = Gram.Diagonal();
        for (var j = 0; j < variance.Length; j++)
        {
            var mean = Sum[j] / Count;
            variance[j] = Math.Max(0.0, (variance[j] / Count) - (mean * mean));
        }
        return variance;
    }

    /// <summary>G − ssᵀ/n: the Gram matrix of features from which the mean was taken.</summary>
    public Matrix CentredGram() => Gram.SubtractOuter(1.0 / Count, Sum, Sum);

    /// <summary>R − srᵀ/n.</summary>
    /// <exception cref="InvalidOperationException">No target was summed.</exception>
    public Matrix CentredCross()
    {
        var (cross, targetSum) = RequireTarget();
        return cross.SubtractOuter(1.0 / Count, Sum, targetSum);
    }

    /// <summary>The same features with the target Z = FW: what this layer gave before anything was removed.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    public SecondMoments WithTargetOf(Matrix weight, IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        var targetSum = computer.Multiply(Matrix.FromRowMajor(1, Features, Sum), weight);
        return this with { Cross = computer.Multiply(Gram, weight), TargetSum = targetSum.Values.ToArray() };
    }

    internal (Matrix Cross, double[] TargetSum) RequireTarget() =>
        Cross is not null && TargetSum is not null ? (Cross, TargetSum) : throw new InvalidOperationException("No target was summed.");
}
