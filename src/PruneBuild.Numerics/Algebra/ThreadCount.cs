namespace PruneBuild.Numerics.Algebra;

/// <summary>How many threads a caller's algebra allows work that is not dense algebra.</summary>
internal static class ThreadCount
{
    public static int Of(IDenseAlgebra algebra) => algebra is CpuDenseAlgebra cpu ? cpu.Threads : Environment.ProcessorCount;
}
