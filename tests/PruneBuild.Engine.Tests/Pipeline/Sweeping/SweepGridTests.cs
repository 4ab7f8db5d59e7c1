using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Sweeping;

namespace PruneBuild.Engine.Tests.Pipeline.Sweeping;

[TestClass]
public sealed class SweepGridTests
{
    [TestMethod]
    [DataRow("flops=20%..80%", 0.2, "20 % of FLOPs; 40 % of FLOPs; 60 % of FLOPs; 80 % of FLOPs")]
    [DataRow("parameters=0.1..0.3", 0.1, "10 % of parameters; 20 % of parameters; 30 % of parameters")]
    [DataRow("units=50%", 0.1, "50 % of every group")]
    [DataRow("bytes=10%..25%", 0.1, "10 % of bytes; 20 % of bytes")]
    public void RangesBecomeBudgets(string text, double step, string expected) =>
        Assert.AreEqual(expected, string.Join("; ", SweepRemoval.Parse(text, step).Select(removal => removal.Text)));

    [TestMethod]
    [DataRow("flops", 0.1)]
    [DataRow("flops=80%..20%", 0.1)]
    [DataRow("flops=0%..20%", 0.1)]
    [DataRow("flops=20%..120%", 0.1)]
    [DataRow("speed=20%", 0.1)]
    [DataRow("flops=20%..80%", 0)]
    public void AnythingElseIsNoRange(string text, double step) => Assert.IsEmpty(SweepRemoval.Parse(text, step));

    [TestMethod]
    public void StagesThatBelongToTheManifestsMethodGoWithIt()
    {
        var entry = ManifestReader.Parse("""
            version: 1
            models:
              a:
                source: a.onnx
                prune: { method: osscar, allocate: global, remove: { flops: 50% }, keep: fc1 }
            """, "prune.yaml").Value!.Models[0];
        var same = new SweepPoint("osscar", new SweepRemoval(CostWord.Flops, 0.3)).Of(entry).Prune.Single();
        var other = new SweepPoint("magnitude", new SweepRemoval(CostWord.Flops, 0.3)).Of(entry).Prune.Single();
        Assert.IsNotNull(same.Allocate);
        Assert.IsNull(other.Allocate);
        Assert.AreEqual("fc1", other.Keep.Single().Value);
        Assert.AreEqual(0.3, ((Removal.Share)other.Remove!).Removed);
    }
}
