using BenchmarkDotNet.Attributes;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Benchmarks.Numerics;

/// <summary>C = AB of square matrices: 2·Size³ floating-point operations.</summary>
[MemoryDiagnoser]
public class ProductBenchmarks
{
    private readonly CpuDenseAlgebra oneThread = new(1);
    private Matrix left = Matrix.Zero(0, 0);
    private Matrix right = Matrix.Zero(0, 0);

    /// <summary>Rows and columns: the inner widths of small and of base encoders.</summary>
    [Params(384, 1536, 3072)]
    public int Size { get; set; }

    /// <summary>Makes the operands.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        left = RandomMatrix.Uniform(Size, Size, seed: 1);
        right = RandomMatrix.Uniform(Size, Size, seed: 2);
    }

    /// <summary>One core.</summary>
    [Benchmark(Baseline = true)]
    public Matrix OneThread() => oneThread.Multiply(left, right);

    /// <summary>Every core.</summary>
    [Benchmark]
    public Matrix AllThreads() => DenseAlgebra.Cpu.Multiply(left, right);

    /// <summary>AᵀA: half the work.</summary>
    [Benchmark]
    public Matrix Gram() => DenseAlgebra.Cpu.Gram(left);
}
