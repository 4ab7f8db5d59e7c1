using BenchmarkDotNet.Attributes;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Benchmarks.Numerics;

/// <summary>What a refit and an elimination begin with.</summary>
[MemoryDiagnoser]
public class CholeskyBenchmarks
{
    private Matrix gram = Matrix.Zero(0, 0);
    private Matrix lower = Matrix.Zero(0, 0);
    private Matrix right = Matrix.Zero(0, 0);

    /// <summary>Features.</summary>
    [Params(384, 1536, 3072)]
    public int Size { get; set; }

    /// <summary>Makes the operands.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        gram = RandomMatrix.Gram(Size, seed: 1);
        lower = DenseAlgebra.Cpu.Factorise(gram).Lower!;
        right = RandomMatrix.Uniform(Size, Size / 4, seed: 2);
    }

    /// <summary>A = LLᵀ: Size³/3 operations.</summary>
    [Benchmark(Baseline = true)]
    public Cholesky Factorise() => DenseAlgebra.Cpu.Factorise(gram);

    /// <summary>(LLᵀ)⁻¹: 2·Size³/3 operations at least.</summary>
    [Benchmark]
    public Matrix Inverse() => DenseAlgebra.Cpu.InverseFromCholesky(lower);

    /// <summary>LX = B with a quarter as many right sides as features.</summary>
    [Benchmark]
    public Matrix SolveLower() => DenseAlgebra.Cpu.SolveLower(lower, right);
}
