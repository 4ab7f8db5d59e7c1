using BenchmarkDotNet.Attributes;
using PruneBuild.Numerics.Algebra;
using PruneBuild.Numerics.Factorisations;
using PruneBuild.Numerics.Matrices;

namespace PruneBuild.Benchmarks.Numerics;

/// <summary>All eigenvalues and eigenvectors of a Gram matrix.</summary>
[MemoryDiagnoser]
public class SymmetricEigenBenchmarks
{
    private Matrix gram = Matrix.Zero(0, 0);

    /// <summary>Features.</summary>
    [Params(384, 768, 1536)]
    public int Size { get; set; }

    /// <summary>Makes the matrix.</summary>
    [GlobalSetup]
    public void Prepare() => gram = RandomMatrix.Gram(Size, seed: 1);

    /// <summary>Every core.</summary>
    [Benchmark]
    public SymmetricEigen Decompose() => DenseAlgebra.Cpu.DecomposeSymmetric(gram);
}
