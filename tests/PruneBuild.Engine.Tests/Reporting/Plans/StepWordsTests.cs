using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Reporting.Plans;
using PruneBuild.Engine.Tests.Pruning;

namespace PruneBuild.Engine.Tests.Reporting.Plans;

[TestClass]
public sealed class StepWordsTests
{
    private static readonly SourceSpan Place = new("prune.yaml", 1, 1);

    [TestMethod]
    public void EveryRemovalHasItsWords()
    {
        Assert.AreEqual("50 % of FLOPs", StepWords.Of(new Removal.Share(CostWord.Flops, 0.5, Place)));
        Assert.AreEqual("30.25 % of FLOPs", StepWords.Of(new Removal.Share(CostWord.Flops, 0.3025, Place)));
        Assert.AreEqual("40 % of latency", StepWords.Of(new Removal.Share(CostWord.Latency, 0.4, Place)));
        Assert.AreEqual("down to 2 M parameters", StepWords.Of(new Removal.Target(CostWord.Parameters, 2e6, Place)));
        Assert.AreEqual("down to 10 M bytes", StepWords.Of(new Removal.Target(CostWord.Bytes, 1e7, Place)));
        Assert.AreEqual("down to 3 ms", StepWords.Of(new Removal.Target(CostWord.Latency, 3, Place)));
        Assert.AreEqual("down to 2.5 ms", StepWords.Of(new Removal.Target(CostWord.Latency, 2.5, Place)));
        Assert.AreEqual("down to 0.05 ms", StepWords.Of(new Removal.Target(CostWord.Latency, 0.05, Place)));
        Assert.AreEqual("30 % of every group", StepWords.Of(new Removal.Units(0.3, Place)));
        Assert.AreEqual("12.5 % of every group", StepWords.Of(new Removal.Units(0.125, Place)));
        Assert.AreEqual("99.5 % zeros", StepWords.Of(new Removal.Sparsity(0.995, Place)));
        Assert.AreEqual("50 % zeros", StepWords.Of(new Removal.Sparsity(0.5, Place)));
        Assert.AreEqual("2:4 masks", StepWords.Of(new Removal.Pattern(2, 4, Place)));
        Assert.AreEqual("as much as the gates allow", StepWords.Of(new Removal.AsMuchAsGates(Place)));
    }

    [TestMethod]
    public void StepsOfMasksSayWhatTheyCameTo()
    {
        MaskedWeight[] masked = [new("a", "a.weight", 100, 50, null), new("b", "b.weight", 300, 250, null)];
        Assert.AreEqual("75 % zeros in 2 weights in the end", StepWords.Of(masked));
        Assert.AreEqual("50 % zeros in 1 weight in the end", StepWords.Of(masked[..1]));
    }

    [TestMethod]
    public void StoringWeightsSparseSaysWhatItSaved()
    {
        var model = SmallModels.Chain();
        Assert.AreEqual(
            "12 of 14 masked weights as sparse initializers, 1.3 MB less", StepWords.Of(new SparselyStored(model, 14, 12, 1_300_000)));
        Assert.AreEqual("none of 14 masked weights as sparse initializers", StepWords.Of(new SparselyStored(model, 14, 0, 0)));
    }

    [TestMethod]
    public void AStepLeadsWithItsMethodOrCriterion()
    {
        var read = ManifestReader.Parse("""
            version: 1
            models:
              a:
                source: a.onnx
                prune:
                  - { method: osscar, remove: { flops: 50% } }
                  - { criterion: magnitude, remove: { units: 10% } }
                  - { method: osscar, criterion: magnitude, reconstruct: none, remove: { flops: 50% } }
                  - { method: wanda, remove: { sparsity: 50% }, recover: blocks }
                  - { method: magnitude, criterion: { kind: magnitude }, reconstruct: least-squares, remove: { sparsity: 50% } }
                  - { method: alps, criterion: { kind: alps, scope: output }, remove: { sparsity: 50% } }
                  - { recover: perp, compact: true }
            """, "prune.yaml");
        CollectionAssert.AreEqual(
            new[]
            {
                "osscar, 50 % of FLOPs", "magnitude, 10 % of every group", "osscar with criterion magnitude and no refit, 50 % of FLOPs",
                "wanda, 50 % zeros, then blocks", "magnitude with least-squares refit, 50 % zeros", "alps, 50 % zeros", "perp, compact",
            },
            read.Value!.Models[0].Prune.Select(step => StepWords.Of(step)).ToArray());
        Assert.AreEqual("osscar: ziplm (global), 50 % of FLOPs", StepWords.Of(read.Value.Models[0].Prune[0], "ziplm (global)"));
    }
}
