using PruneBuild.Diagnostics;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;
using PruneBuild.Engine.Pipeline.Records;
using PruneBuild.Engine.Pruning;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Tests.Pipeline.Records;

/// <summary>A record with every kind of member.</summary>
internal static class SampleRecord
{
    public static PruneRecord Of(string key, params ArtifactFile[] files) => new(
        key, "0.1.0", "cpu-x64", "cpu, ONNX Runtime 1.29, Linux", new string('b', 64), "osscar, 50 % of FLOPs",
        "12 neurons (97 % of its FLOPs)",
        [new KeptUnits("fc1", 4, [0, 3], 0.25)],
        [
            new Measurement("accuracy", Estimate.Share(776, 872), Estimate.Share(770, 872)),
            new Measurement("agreement", null, Estimate.Share(850, 872)),
            new Measurement("latency", new Estimate(2.5, EstimateKind.Mean, 0.1, 0), new Estimate(1.25, EstimateKind.Mean, 0.1, 0), 0.625),
            new Measurement("size", Estimate.Exact(63_000_000), Estimate.Exact(34_000_000)),
        ],
        [.. files],
        [new ModelValue("x", "float", ["batch", "8"])],
        [new ModelValue("y", "float", ["batch", ""])],
        new RecordCounts(2000, 872, RecordOrigin.Validation),
        [new Diagnostic("PB3051", Severity.Warning, "A solve was given up.")],
        [new StageTiming("calibrating", TimeSpan.FromMilliseconds(12.5))])
    {
        Seed = 7,
        Basis = new string('d', 64),
    };
}
