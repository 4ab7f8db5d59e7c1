using System.Diagnostics;
using System.Globalization;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Benchmarks.Layers;

/// <summary>
/// What a whole SparseGPT layer takes, factorisation included, on one thread and on two, one after the other: a machine that slows down
/// slows both of a pair. The authors' PyTorch code took 1.5 and 9.2 processor seconds for 768×3072 and 1536×6144 on a core of the
/// machine that it was tried on.
/// </summary>
internal static class LayerProgram
{
    private const int Rounds = 5;

    /// <summary>Prints the table for these numbers of features (3072 and 6144 without any);
    /// 1 when a layer takes longer than the authors' code.</summary>
    public static int Run(IReadOnlyList<int> sizes)
    {
        var slow = false;
        Console.WriteLine("| layer | target | one thread: processor, s | clock, s | limit, s | two threads: clock, s | times faster |");
        Console.WriteLine("| --- | --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var features in sizes.Count == 0 ? [3072, 6144] : sizes)
        {
            var gram = DenseAlgebra.Cpu.Gram(RandomMatrix.Uniform(64, features, seed: 1)).AddToDiagonal(1);
            foreach (var outputs in (int[])[features / 8, features / 4, features / 2])
            {
                var weight = RandomMatrix.Uniform(features, outputs, seed: 2);
                slow |= Row(weight, gram, new SparsityTarget.Share(0.5));
                if (outputs == features / 4)
                    slow |= Row(weight, gram, new SparsityTarget.Pattern(2, 4));
            }
        }

        return slow ? 1 : 0;
    }

    private static double? Limit(Matrix weight) => (weight.Columns, weight.Rows) switch
    {
        (768, 3072) => 1.5,
        (1536, 6144) => 9.2,
        _ => null,
    };

    /// <summary>Medians over the rounds, and over their pairs how many times as fast two threads were.</summary>
    private static bool Row(Matrix weight, Matrix gram, SparsityTarget target)
    {
        _ = Once(weight, gram, target, threads: 2);
        var pairs = Enumerable.Range(0, Rounds)
            .Select(_ => (One: Once(weight, gram, target, threads: 1), Two: Once(weight, gram, target, threads: 2)))
            .ToArray();
        var processor = Median(pairs.Select(pair => pair.One.Processor));
        var gains = pairs.Select(pair => pair.One.Clock / pair.Two.Clock).ToArray();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {weight.Columns}×{weight.Rows} | {(target is SparsityTarget.Pattern pattern ? pattern.Notation : "50 %")} | "
            + $"{processor:0.00} | {Median(pairs.Select(pair => pair.One.Clock)):0.00} | {Limit(weight)} | "
            + $"{Median(pairs.Select(pair => pair.Two.Clock)):0.00} | {Median(gains):0.00} ({gains.Min():0.00} to {gains.Max():0.00}) |"));
        return processor > Limit(weight);
    }

    private static double Median(IEnumerable<double> values) => values.Order().ElementAt(Rounds / 2);

    private static (double Processor, double Clock) Once(Matrix weight, Matrix gram, SparsityTarget target, int threads)
    {
        var (watch, before) = (Stopwatch.StartNew(), Environment.CpuUsage.TotalTime);
        if (!SparseGpt.Prune(weight, gram, target, algebra: new CpuDenseAlgebra(threads)).IsSolved)
            throw new InvalidOperationException("The layer could not be solved.");
        return ((Environment.CpuUsage.TotalTime - before).TotalSeconds, watch.Elapsed.TotalSeconds);
    }
}
