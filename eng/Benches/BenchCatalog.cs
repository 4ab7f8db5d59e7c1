namespace PruneBuild.Eng.Benches;

/// <summary>Every bench, in the order in which all of them run.</summary>
internal static class BenchCatalog
{
    /// <summary>The benches.</summary>
    public static IReadOnlyList<IBench> All { get; } =
    [
        new IdleBuildBench(), new CheckBench(), new CacheBuildBench(), new PruneBench(), new KPruneBench(), new LatencyBench(),
        new KernelBench(), new ScaleBench(), new LayerBench(), new GradientBench(),
    ];
}
