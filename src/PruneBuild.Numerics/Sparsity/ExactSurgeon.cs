using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Kernels;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Numerics.Sparsity;

/// <summary>True optimal brain surgery, output by output: the cheapest weight goes, all that are left adapt, and so on.</summary>
/// <remarks>
/// Frantar, Singh, Alistarh, Optimal Brain Compression (NeurIPS 2022), algorithm 1 (ExactOBS). Removals are nested, so that one run of an
/// output gives every sparsity; a layer-wide share takes the cheapest next removal over all outputs, as the paper does. Optimal
/// brain surgery keeps the weights optimal for what is left, so the result is the exact solve on the final mask, free of the
/// round-off of thousands of downdates.
/// </remarks>
public static class ExactSurgeon
{
    /// <summary>Chooses a mask and weights.</summary>
    /// <param name="weight">W of y = xW, shape [d, m].</param>
    /// <param name="gram">G = XᵀX, shape [d, d].</param>
    /// <param name="target">How many weights go.</param>
    /// <param name="scope">Among which they are compared.</param>
    /// <param name="ridgePerDiagonal">λ per mean(diag G).</param>
    /// <param name="algebra">Who computes; the processor by default.</param>
    /// <remarks>Cost d³/6 multiply-adds an output and d² numbers a thread.</remarks>
    public static PrunedWeights Prune(
        Matrix weight, Matrix gram, SparsityTarget target, SelectionScope scope = SelectionScope.Layer, double ridgePerDiagonal = 0.01,
        IDenseAlgebra? algebra = null)
    {
        var computer = algebra ?? DenseAlgebra.Cpu;
        if (!weight.IsFinite)
            return PrunedWeights.Failed(SolveStatus.NotFinite);
        var damped = DampedGram.Of(gram, ridgePerDiagonal, reversed: false, computer);
        if (!damped.Factor.IsSolved)
            return PrunedWeights.Failed(damped.Status, damped.Ridge);
        var inverse = damped.Factor.Inverse(computer);
        var byOutput = weight.Transpose();
        var mostRemoved = target is SparsityTarget.Share share && scope == SelectionScope.Output
            ? share.RemovedOf(weight.Rows)
            : weight.Rows;
        var orders = new (int Feature, double Loss)[weight.Columns][];
        Tasks.Run(weight.Columns, ThreadCount.Of(computer), output =>
            orders[output] = OutputSurgery.Order(
                inverse, byOutput.Row(output), Costs(damped.Dead, target.Present, output), target as SparsityTarget.Pattern, mostRemoved));
        var kept = new bool[weight.Rows * weight.Columns];
        kept.AsSpan().Fill(true);
        var removed = target is SparsityTarget.Share all && scope == SelectionScope.Layer
            ? Cheapest(orders, all.RemovedOf(kept.Length))
            : Array.ConvertAll(orders, order => order.Length);
        for (var output = 0; output < orders.Length; output++)
            foreach (var (feature, _) in orders[output].Take(removed[output]))
                kept[(feature * weight.Columns) + output] = false;
        var mask = new WeightMask(weight.Rows, weight.Columns, kept);
        return MaskRefit.Solve(
            gram, weight, target.Present is { } present ? mask.And(present) : mask, damped.Ridge / Math.Max(double.Epsilon, Mean(gram)),
            null, null, computer);
    }

    private static double Mean(Matrix gram) => gram.Rows == 0 ? 0 : gram.Diagonal().Average();

    /// <summary>What removing a weight costs where that is known before: nothing for those of dead features,
    /// and less than nothing for those that are gone.</summary>
    private static double?[] Costs(bool[] dead, WeightMask? present, int output) =>
        [.. dead.Select((isDead, j) => present?[j, output] == false ? -1.0 : isDead ? 0.0 : (double?)null)];

    private static int[] Cheapest((int Feature, double Loss)[][] orders, int count)
    {
        var removed = new int[orders.Length];
        var queue = new PriorityQueue<int, (double Loss, int Output)>();
        for (var output = 0; output < orders.Length; output++)
            Offer(output);
        for (; count > 0 && queue.TryDequeue(out var output, out _); count--)
        {
            removed[output]++;
            Offer(output);
        }

        return removed;

        void Offer(int output)
        {
            if (removed[output] < orders[output].Length)
                queue.Enqueue(output, (orders[output][removed[output]].Loss, output));
        }
    }
}
