using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class BestMethodTests
{
    [TestMethod]
    [DataRow("tokens", "liar")]
    [DataRow("convolutions", "fpgm")]
    [DataRow("tokens", "sobp")]
    [DataRow("convolutions", "taylor")]
    public void TheWinnerIsNotWorseThanACandidateThatSuitsTheModel(string name, string other)
    {
        var model = SmallModels.Of(name);
        var batches = SmallModels.Batches(model, 10, 1);
        var best = Prune(name, "best");

        StringAssert.StartsWith(best.MethodDescription, "best of ");
        StringAssert.Contains(best.MethodDescription, other);
        var worst = Prune(name, "magnitude");
        Assert.IsLessThan(SmallModels.Error(model, worst.Pruned, batches), SmallModels.Error(model, best.Pruned, batches));
    }

    [TestMethod]
    public void WithoutDataThereIsNothingToJudgeOn()
    {
        var pruned = ModelPruner.Prune(SmallModels.Of("tokens"), Entry("best"), [], Device.Cpu, seed: 0);

        Assert.AreEqual("PB3050", pruned.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void MethodsThatCannotDoWhatIsAskedAreLeftOut()
    {
        var model = SmallModels.Of("tokens");
        var asked = Entry("best", "reconstruct: { kind: least-squares, inputs: dense }, remove: { flops: 30% }");
        var pruned = ModelPruner.Prune(model, asked, SmallModels.Batches(model, 10, 1), Device.Cpu, seed: 0);

        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        Assert.DoesNotContain("kprune", pruned.Value.Steps.Single().MethodDescription);
    }

    [TestMethod]
    public void EveryFifthBatchIsHeldBack()
    {
        var batches = SmallModels.Batches(SmallModels.Of("chain"), 12, 1);

        var (fitted, held) = BestMethod.Split(batches);

        CollectionAssert.AreEqual(new[] { batches[4], batches[9] }, held.ToArray());
        Assert.HasCount(10, fitted);
        Assert.HasCount(1, BestMethod.Split(batches.Take(2).ToArray()).Held);
        Assert.HasCount(1, BestMethod.Split(batches.Take(1).ToArray()).Fitted);
    }

    private static PruneOutcome Prune(string name, string method)
    {
        var model = SmallModels.Of(name);
        var pruned = ModelPruner.Prune(model, Entry(method), SmallModels.Batches(model, 10, 1), Device.Cpu, seed: 0);
        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        return pruned.Value.Steps.Single();
    }

    private static ModelEntry Entry(string method, string rest = "remove: { flops: 30% }")
    {
        var manifest = ManifestReader.Parse(
            $"version: 1\nmodels:\n  m:\n    source: m.onnx\n    prune: {{ method: {method}, {rest} }}\n", "prune.yaml");
        Assert.IsTrue(manifest.IsOk, string.Join("; ", manifest.Diagnostics));
        return manifest.Value.Models[0];
    }
}
