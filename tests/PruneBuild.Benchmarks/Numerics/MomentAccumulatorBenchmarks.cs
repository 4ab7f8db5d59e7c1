using BenchmarkDotNet.Attributes;
using PruneBuild.Numerics.Statistics;

namespace PruneBuild.Benchmarks.Numerics;

/// <summary>One batch of tokens into the moments of a feed-forward layer.</summary>
[MemoryDiagnoser]
public class MomentAccumulatorBenchmarks
{
    private const int Tokens = 512;

    private MomentAccumulator accumulator = new(1);
    private float[] rows = [];
    private float[] gram = [];
    private float[] sum = [];

    /// <summary>Features.</summary>
    [Params(768, 3072)]
    public int Features { get; set; }

    /// <summary>Makes the batch.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        accumulator = new(Features);
        rows = Array.ConvertAll(RandomMatrix.Uniform(Tokens, Features, seed: 1).Values.ToArray(), value => (float)value);
        gram = new float[Features * Features];
        sum = new float[Features];
    }

    /// <summary>The products are formed here.</summary>
    [Benchmark(Baseline = true)]
    public void AddRows() => accumulator.AddRows(rows);

    /// <summary>The products were formed inside the model's graph.</summary>
    [Benchmark]
    public void AddGram() => accumulator.Add(Tokens, gram, sum);
}
