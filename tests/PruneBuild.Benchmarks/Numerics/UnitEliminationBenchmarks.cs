using BenchmarkDotNet.Attributes;
using PruneBuild.Numerics.Elimination;

namespace PruneBuild.Benchmarks.Numerics;

/// <summary>One sweep that removes three quarters of the neurons, or all heads but one.</summary>
[MemoryDiagnoser]
public class UnitEliminationBenchmarks
{
    private EliminationProblem smallFeedForward = Problem(1, 1, 1);
    private EliminationProblem baseFeedForward = Problem(1, 1, 1);
    private EliminationProblem baseHeads = Problem(1, 1, 1);
    private EliminationProblem channels = Problem(1, 1, 1);

    /// <summary>Makes the layers.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        smallFeedForward = Problem(1536, 1, 384);
        baseFeedForward = Problem(3072, 1, 768);
        baseHeads = Problem(12, 64, 768);
        channels = Problem(128, 9, 128);
    }

    /// <summary>1536 neurons, 384 outputs, about ten a round.</summary>
    [Benchmark(Baseline = true)]
    public EliminationPath Neurons1536By10() => UnitElimination.Run(smallFeedForward, new(UnitsPerRound: 10, SmallestCount: 384));

    /// <summary>1536 neurons, 384 outputs, one a round.</summary>
    [Benchmark]
    public EliminationPath Neurons1536By1() => UnitElimination.Run(smallFeedForward, new(UnitsPerRound: 1, SmallestCount: 384));

    /// <summary>3072 neurons, 768 outputs, about ten a round.</summary>
    [Benchmark]
    public EliminationPath Neurons3072By10() => UnitElimination.Run(baseFeedForward, new(UnitsPerRound: 10, SmallestCount: 768));

    /// <summary>Twelve heads of 64, 768 outputs, one a round.</summary>
    [Benchmark]
    public EliminationPath Heads12By1() => UnitElimination.Run(baseHeads, new(UnitsPerRound: 1, SmallestCount: 1));

    /// <summary>128 channels of 3×3, 128 outputs, two a round.</summary>
    [Benchmark]
    public EliminationPath Channels128By2() => UnitElimination.Run(channels, new(UnitsPerRound: 2, SmallestCount: 32));

    private static EliminationProblem Problem(int units, int width, int outputs) => new(
        RandomMatrix.Gram(units * width, seed: 1), RandomMatrix.Uniform(units * width, outputs, seed: 2), UnitLayout.Blocks(units, width));
}
