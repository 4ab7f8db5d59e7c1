using System.Diagnostics;
using System.Globalization;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Benchmarks.Layers;

/// <summary>
/// What a whole SparseGPT layer takes, factorisation included: processor time on one thread, which other processes hardly change, and
/// on two threads the clock, which says something on a quiet machine. The authors' PyTorch code took 1.5 and 9.2 processor seconds for
/// 768×3072 and 1536×6144 on a core of the machine that it was tried on.
/// </summary>
internal static class LayerProgram
{
    private const int Rounds = 3;

    /// <summary>Prints the table for these numbers of features (3072 and 6144 without any);
    /// 1 when a layer takes longer than the authors' code.</summary>
    public static int Run(IReadOnlyList<int> sizes)
    {
        var slow = false;
        Console.WriteLine("| layer | target | threads | processor, s | clock, s | limit, s |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: |");
        foreach (var features in sizes.Count == 0 ? [3072, 6144] : sizes)
        {
            var gram = DenseAlgebra.Cpu.Gram(RandomMatrix.Uniform(64, features, seed: 1)).AddToDiagonal(1);
            foreach (var outputs in (int[])[features / 8, features / 4, features / 2])
            {
                var weight = RandomMatrix.Uniform(features, outputs, seed: 2);
                var isReference = outputs == features / 4;
                slow |= Row(weight, gram, new SparsityTarget.Share(0.5), 1, isReference ? Limit(features) : null);
                if (!isReference)
                    continue;
                slow |= Row(weight, gram, new SparsityTarget.Pattern(2, 4), 1, Limit(features));
                _ = Row(weight, gram, new SparsityTarget.Share(0.5), 2, null);
                _ = Row(weight, gram, new SparsityTarget.Pattern(2, 4), 2, null);
            }
        }

        return slow ? 1 : 0;
    }

    private static double? Limit(int features) => features switch { 3072 => 1.5, 6144 => 9.2, _ => null };

    private static bool Row(Matrix weight, Matrix gram, SparsityTarget target, int threads, double? limit)
    {
        var (processor, clock) = Enumerable.Range(0, Rounds).Select(_ => Once(weight, gram, target, threads))
            .MinBy(times => threads == 1 ? times.Processor : times.Clock);
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {weight.Columns}×{weight.Rows} | {(target is SparsityTarget.Pattern pattern ? pattern.Notation : "50 %")} | "
            + $"{threads} | {processor:0.00} | {clock:0.00} | {limit} |"));
        return processor > limit;
    }

    private static (double Processor, double Clock) Once(Matrix weight, Matrix gram, SparsityTarget target, int threads)
    {
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        if (!SparseGpt.Prune(weight, gram, target, algebra: new CpuDenseAlgebra(threads)).IsSolved)
            throw new InvalidOperationException("The layer could not be solved.");
        return ((Environment.CpuUsage.TotalTime - before).TotalSeconds, watch.Elapsed.TotalSeconds);
    }
}
