using BenchmarkDotNet.Attributes;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;
using PruneBuild.Numerics.Sparsity;

namespace PruneBuild.Benchmarks.Numerics;

/// <summary>A whole SparseGPT layer, factorisation included. The authors' PyTorch code took 1.5 and 9.2 processor seconds for these
/// layers on a core of the machine that it was tried on.</summary>
[MemoryDiagnoser]
public class SparseGptBenchmarks
{
    private Matrix gram = Matrix.Zero(0, 0);
    private Matrix weight = Matrix.Zero(0, 0);
    private CpuDenseAlgebra algebra = new(1);

    /// <summary>Features: 3072 with 768 outputs, 6144 with 1536.</summary>
    [Params(3072, 6144)]
    public int Features { get; set; }

    /// <summary>Threads.</summary>
    [Params(1, 2)]
    public int Threads { get; set; }

    /// <summary>Makes the operands.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        gram = RandomMatrix.Gram(Features, seed: 1);
        weight = RandomMatrix.Uniform(Features, Features / 4, seed: 2);
        algebra = new CpuDenseAlgebra(Threads);
    }

    /// <summary>Half of the weights, anywhere.</summary>
    [Benchmark(Baseline = true)]
    public PrunedWeights Half() => SparseGpt.Prune(weight, gram, new SparsityTarget.Share(0.5), algebra: algebra);

    /// <summary>Two of four.</summary>
    [Benchmark]
    public PrunedWeights TwoOfFour() => SparseGpt.Prune(weight, gram, new SparsityTarget.Pattern(2, 4), algebra: algebra);
}
