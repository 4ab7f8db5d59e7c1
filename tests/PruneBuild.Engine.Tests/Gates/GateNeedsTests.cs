using PruneBuild.Engine.Data;
using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Measuring.Statistics;

namespace PruneBuild.Engine.Tests.Gates;

[TestClass]
public sealed class GateNeedsTests
{
    /// <summary>What PB4004 advises must be a gate that the manifest takes.</summary>
    [TestMethod]
    [DataRow("accuracy", "accuracy: { max-drop: 0.01 }")]
    [DataRow("perplexity", "perplexity: { max-rise: 5% }")]
    [DataRow("cosine", "cosine: { min: 0.95 }")]
    [DataRow("kl", "kl: { max: 0.1 }")]
    [DataRow("mean-absolute-error", "mean-absolute-error: { max: 0.1 }")]
    public void TheExampleOfAGateCanBeWritten(string metric, string example)
    {
        var way = GateNeeds.WayOut(Read(metric, example).Models[0], [Measured("agreement"), Measured(metric)]);

        Assert.AreEqual($"Add one under 'gates', such as '{example}'.", way);
    }

    [TestMethod]
    [DataRow("agreement", "Add one under 'gates', such as 'agreement: { min: 0.95 }'.")]
    [DataRow("mean-absolute-error", "Add one under 'gates', such as 'mean-absolute-error: { max: 0.1 }'.")]
    [DataRow("size", "No metric compares what this model answers, so try the pruned model in a test of your app.")]
    public void OnlyWhatWasMeasuredIsAdvised(string measured, string way) =>
        Assert.AreEqual(way, GateNeeds.WayOut(Read("cosine", "size: { max: 1 MB }").Models[0], [Measured(measured)]));

    [TestMethod]
    [DataRow("accuracy", 10, null, true, true)]
    [DataRow("accuracy", 1, null, false, false)]
    [DataRow("top-5", 10, null, true, true)]
    [DataRow("top-5", 2, null, true, false)]
    [DataRow("pearson", 10, null, true, false)]
    [DataRow("pearson", 1, null, false, true)]
    [DataRow("perplexity", 10, null, true, false)]
    [DataRow("perplexity", 100, "ids", null, true)]
    [DataRow("accuracy", 100, "ids", null, false)]
    [DataRow("agreement", 10, null, null, true)]
    [DataRow("agreement", 1, null, null, false)]
    [DataRow("agreement", 1, null, false, false)]
    [DataRow("agreement", 1, null, true, true)]
    [DataRow("cosine", 1, null, true, false)]
    [DataRow("mean-absolute-error", 1, null, null, true)]
    public void AGateOnWhatTheModelDoesNotAnswerIsFound(string metric, int columns, string? tokens, bool? classes, bool fits)
    {
        var gates = Read(metric, $"{metric}: {{ min: 0.5 }}".Replace("perplexity: { min", "perplexity: { max")).Models[0].Gates;
        var labels = classes is { } are ? new Labels([1, 0], are) : null;

        var unfit = GateNeeds.Unfit(gates, new Answer("y", columns, false, tokens), labels);

        Assert.AreEqual(fits ? "" : "PB4002", string.Concat(unfit.Select(problem => problem.Code)));
    }

    [TestMethod]
    [DataRow("cosine")]
    [DataRow("mean-absolute-error")]
    public void WordsAreNotCompared(string metric)
    {
        var gates = Read(metric, $"{metric}: {{ max: 0.5 }}".Replace("cosine: { max", "cosine: { min")).Models[0].Gates;

        Assert.HasCount(1, GateNeeds.Unfit(gates, new Answer("y", 10, false, null) { AreNumbers = false }, null));
    }

    private static Measurement Measured(string metric) => new(metric, null, Estimate.Exact(1));

    private static PruneManifest Read(string metric, string gate)
    {
        var read = ManifestReader.Parse($$"""
            version: 1
            models:
              one:
                source: a.onnx
                data: { validation: v.csv }
                metric: {{metric}}
                prune: { method: magnitude, remove: { flops: 50% } }
                gates: { {{gate}} }
            """, "prune.yaml");
        Assert.IsTrue(read.IsOk, string.Join("; ", read.Diagnostics));
        return read.Value;
    }
}
