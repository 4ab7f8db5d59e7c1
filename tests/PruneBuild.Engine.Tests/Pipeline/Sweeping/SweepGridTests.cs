using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pipeline.Sweeping;

namespace PruneBuild.Engine.Tests.Pipeline.Sweeping;

[TestClass]
public sealed class SweepGridTests
{
    [TestMethod]
    [DataRow("flops=20%..80%", 0.2, "20 % of FLOPs; 40 % of FLOPs; 60 % of FLOPs; 80 % of FLOPs")]
    [DataRow("parameters=0.1..0.3", 0.1, "10 % of parameters; 20 % of parameters; 30 % of parameters")]
    [DataRow("flops=30%..31%", 0.0025, "30 % of FLOPs; 30.25 % of FLOPs; 30.5 % of FLOPs; 30.75 % of FLOPs; 31 % of FLOPs")]
    [DataRow("units=50%", 0.1, "50 % of every group")]
    [DataRow("bytes=10%..25%", 0.1, "10 % of bytes; 20 % of bytes")]
    [DataRow("sparsity=50%,60%,2:4", 0.1, "50 % zeros; 60 % zeros; 2:4 masks")]
    [DataRow("sparsity=2:4, 50%..70%, 70%", 0.1, "2:4 masks; 50 % zeros; 60 % zeros; 70 % zeros")]
    public void RangesBecomeBudgets(string text, double step, string expected) =>
        Assert.AreEqual(expected, string.Join("; ", SweepRemoval.Parse(text, step).Value!.Select(removal => removal.Text)));

    [TestMethod]
    [DataRow("flops", "'--remove flops' has no shares")]
    [DataRow("flops=80%..20%", "'80%..20%' in '--remove flops=80%..20%' is no budget: the smaller share comes first, as in '20%..80%'")]
    [DataRow("flops=0%..20%", "above 0 % and below 100 %")]
    [DataRow("flops=20%..120%", "above 0 % and below 100 %")]
    [DataRow("flops=99.99999%", "above 0 % and below 100 %")]
    [DataRow("flops=1e-9", "above 0 % and below 100 %")]
    [DataRow("flops=NaN", "above 0 % and below 100 %")]
    [DataRow("flops=10%..20%..30%", "a range has two ends")]
    [DataRow("flops=20%%", "a share is written as '50%' or '0.5'")]
    [DataRow("flop=20%", "There is no cost 'flop' for '--remove'. Did you mean 'flops'? Costs: flops, parameters, bytes, units, sparsity.")]
    [DataRow("flops=2:4", "patterns are for 'sparsity'")]
    [DataRow("sparsity=4:2", "a pattern keeps N of M")]
    [DataRow("sparsity=50%,", "'' in '--remove sparsity=50%,' is no budget: a share is written as '50%' or '0.5'")]
    [DataRow("sparsity=50%,much", "'much' in '--remove sparsity=50%,much' is no budget: a share is written as '50%' or '0.5'")]
    public void AnythingElseIsRefusedWithTheReason(string text, string reason)
    {
        var problem = SweepRemoval.Parse(text, 0.1).Diagnostics.Single();
        Assert.AreEqual("PB1900", problem.Code);
        StringAssert.Contains(problem.Message, reason);
    }

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
        var same = new SweepPoint("osscar", SweepRemoval.Parse("flops=30%", 0.1).Value!.Single()).Of(entry).Prune.Single();
        var other = new SweepPoint("magnitude", SweepRemoval.Parse("flops=30%", 0.1).Value!.Single()).Of(entry).Prune.Single();
        Assert.IsNotNull(same.Allocate);
        Assert.IsNull(other.Allocate);
        Assert.AreEqual("fc1", other.Keep.Single().Value);
        Assert.AreEqual(0.3, ((Removal.Share)other.Remove!).Removed);
    }

    [TestMethod]
    public void StepsThatFollowGoWithTheManifestsMethod()
    {
        var entry = ManifestReader.Parse("""
            version: 1
            models:
              a:
                source: a.onnx
                prune:
                  - { method: alps, remove: { sparsity: 50% } }
                  - recover: statistics
            """, "prune.yaml").Value!.Models[0];
        var removal = SweepRemoval.Parse("sparsity=70%", 0.1).Value!.Single();

        var steps = new SweepPoint("alps", removal).Of(entry).Prune;

        Assert.HasCount(2, steps);
        Assert.IsNotNull(steps[1].Recover);
        Assert.HasCount(1, new SweepPoint("wanda", removal).Of(entry).Prune);
    }

    [TestMethod]
    public void KindsOfStructuresGoWhereWeightsAreMaskedAndCompactingWhereStructuresAreCut()
    {
        var entry = ManifestReader.Parse("""
            version: 1
            models:
              a:
                source: a.onnx
                prune: { method: osscar, structures: [neurons], remove: { flops: 50% } }
              b:
                source: b.onnx
                prune: { method: wanda, compact: true, remove: { sparsity: 50% } }
            """, "prune.yaml").Value!.Models;
        var masked = new SweepPoint("wanda", SweepRemoval.Parse("sparsity=2:4", 0.1).Value!.Single()).Of(entry[0]).Prune.Single();
        var cut = new SweepPoint("osscar", SweepRemoval.Parse("flops=30%", 0.1).Value!.Single()).Of(entry[1]).Prune.Single();
        Assert.IsEmpty(masked.Structures);
        Assert.AreEqual((2, 4), masked.Remove is Removal.Pattern pattern ? (pattern.Kept, pattern.Of) : (0, 0));
        Assert.IsNull(cut.Compact);
        Assert.AreEqual("sparsity=50%..80%", SweepRemoval.Default(entry[1].Prune[0]));
        Assert.AreEqual("flops=20%..80%", SweepRemoval.Default(entry[0].Prune[0]));
    }
}
