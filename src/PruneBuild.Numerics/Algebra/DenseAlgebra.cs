namespace PruneBuild.Numerics.Algebra;

/// <summary>The implementations of <see cref="IDenseAlgebra" /> that are always there.</summary>
public static class DenseAlgebra
{
    /// <summary>Our own vector kernels on every core.</summary>
    public static IDenseAlgebra Cpu { get; } = new CpuDenseAlgebra(Environment.ProcessorCount);
}
