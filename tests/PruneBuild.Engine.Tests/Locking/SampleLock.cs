using PruneBuild.Engine.Locking;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Locking;

/// <summary>A lock file of one model with every kind of member.</summary>
internal static class SampleLock
{
    public static LockedModel Sentiment { get; } = new(
        "sentiment",
        "0.1.0",
        "cpu-x64",
        new string('a', 64),
        [new("data/dev.tsv", new string('b', 64)), new("models/sentiment.onnx", new string('c', 64))],
        "osscar, least-squares",
        [new("encoder.layer.0.attention", 12, 7), new("encoder.layer.0.ffn", 1536, 700)],
        [
            new("accuracy", Estimate.Share(776, 872), Estimate.Share(770, 872)),
            new("cosine", null, new Estimate(0.98, EstimateKind.Mean, 0.001, 872)),
            new("latency", Estimate.Exact(2.5), Estimate.Exact(1.25), 0.625),
            new("size", Estimate.Exact(61350533), Estimate.Exact(31350533)),
        ],
        new("sentiment.onnx", new string('d', 64), 31350533));

    public static LockFile File { get; } = LockFile.Empty.With(Sentiment);
}
