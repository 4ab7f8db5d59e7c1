using PruneBuild.Engine.Gates;
using PruneBuild.Engine.Manifest;

namespace PruneBuild.Engine.Tests.Gates;

[TestClass]
public sealed class GateNeedsTests
{
    /// <summary>What PB4004 advises must be a gate that the manifest takes.</summary>
    [TestMethod]
    [DataRow("accuracy", "accuracy: { max-drop: 0.01 }")]
    [DataRow("perplexity", "perplexity: { max-rise: 5% }")]
    [DataRow("kl", "kl: { max: 0.1 }")]
    [DataRow("mean-absolute-error", "mean-absolute-error: { max: 0.1 }")]
    public void TheExampleOfAGateCanBeWritten(string metric, string example)
    {
        Assert.AreEqual(example, GateNeeds.Example(Read(metric, example).Models[0]));
    }

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
