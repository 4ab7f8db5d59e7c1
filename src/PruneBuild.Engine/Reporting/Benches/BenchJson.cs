using System.Text.Json.Nodes;
using PruneBuild.Engine.Pipeline.Benching;
using PruneBuild.Inference.Latency;

namespace PruneBuild.Engine.Reporting.Benches;

/// <summary>A bench as bench.json.</summary>
public static class BenchJson
{
    /// <summary>Name of the file, in the model's folder.</summary>
    public const string FileName = "bench.json";

    /// <summary><c>{ model, source, artifact, machine, threads, cases: [{ records, original, pruned, ratio, surestRatio, verdict }] }</c>;
    /// all single runs are there.</summary>
    public static JsonObject Of(BenchResult bench) => new()
    {
        ["model"] = bench.Models.Name,
        ["source"] = bench.Models.Source,
        ["artifact"] = bench.Models.Artifact,
        ["machine"] = bench.Cases[0].Times.Machine,
        ["threads"] = bench.Threads,
        ["cases"] = new JsonArray([.. bench.Cases.Select(one => (JsonNode)new JsonObject
        {
            ["records"] = one.Records,
            ["original"] = Times(one.Times.First),
            ["pruned"] = Times(one.Times.Second),
            ["ratio"] = Math.Round(one.Times.Ratio, 4),
            ["surestRatio"] = one.Times.SurestRatio() is var sure && double.IsFinite(sure) ? Math.Round(sure, 4) : null,
            ["verdict"] = BenchText.Verdict(one.Times),
        })]),
    };

    private static JsonObject Times(LatencyDistribution times) => new()
    {
        ["median"] = Rounded(times.MedianMilliseconds),
        ["interval95"] = new JsonArray(Rounded(times.MedianInterval.Low), Rounded(times.MedianInterval.High)),
        ["milliseconds"] = new JsonArray([.. times.Milliseconds.Select(time => (JsonNode)Rounded(time))]),
    };

    private static double Rounded(double milliseconds) => Math.Round(milliseconds, 4);
}
