using BenchmarkDotNet.Attributes;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Solvers;

namespace PruneBuild.Benchmarks.Numerics;

/// <summary>The refit of one second feed-forward matrix, half of its neurons kept.</summary>
[MemoryDiagnoser]
public class LeastSquaresBenchmarks
{
    private Matrix gram = Matrix.Zero(0, 0);
    private Matrix weight = Matrix.Zero(0, 0);
    private int[] kept = [];

    /// <summary>Neurons; outputs are a quarter of them.</summary>
    [Params(1536, 3072)]
    public int Neurons { get; set; }

    /// <summary>Makes the layer.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        gram = RandomMatrix.Gram(Neurons, seed: 1);
        weight = RandomMatrix.Uniform(Neurons, Neurons / 4, seed: 2);
        kept = [.. Enumerable.Range(0, Neurons / 2).Select(i => 2 * i)];
    }

    /// <summary>Without ridge.</summary>
    [Benchmark]
    public Refit Solve() => LeastSquares.Solve(gram, DenseAlgebra.Cpu.Multiply(gram, weight), kept, ridge: 0.0, weight);
}
