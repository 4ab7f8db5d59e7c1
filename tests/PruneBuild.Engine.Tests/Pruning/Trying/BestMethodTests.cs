using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Trying;

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
    [DataRow("remove: { flops: 30% }")]
    [DataRow("remove: { sparsity: 50% }")]
    public void ACriterionLeavesNothingToTry(string remove)
    {
        var step = ManifestReader.Parse($$"""
            version: 1
            models:
              a:
                source: a.onnx
                prune: { method: best, criterion: magnitude, {{remove}} }
            """, "prune.yaml").Value!.Models[0].Prune[0];
        var problem = (step.Remove is Removal.Sparsity ? BestMask.Recipes(step, 0).Diagnostics : BestMethod.AnyRecipe(step, 0).Diagnostics)
            .Single();
        Assert.AreEqual(("PB1013", 5), (problem.Code, problem.Location!.Line));
    }

    [TestMethod]
    [DataRow("tokens")]
    [DataRow("convolutions")]
    public void MasksAreTriedToo(string name)
    {
        var model = SmallModels.Of(name);
        var batches = SmallModels.Batches(model, 10, 1);
        var best = Prune(name, "best", "remove: { sparsity: 50% }");

        foreach (var word in (string[])["best of magnitude", "wanda", "sparsegpt", "alps", "towards the original"])
            StringAssert.Contains(best.MethodDescription, word);
        Assert.AreEqual(0.5, (double)best.Masks!.Zeros / best.Masks.Elements, 0.1);
        Assert.IsLessThan(
            SmallModels.Error(model, Prune(name, "magnitude", "remove: { sparsity: 50% }").Pruned, batches),
            SmallModels.Error(model, best.Pruned, batches));
    }

    [TestMethod]
    public void AnUpdateThatTheManifestNamesIsTheOneThatEveryCandidateGets()
    {
        var best = Prune("tokens", "best", "reconstruct: mean-bias, remove: { sparsity: 50% }");

        StringAssert.Contains(best.MethodDescription, "mean-bias");
        Assert.DoesNotContain("towards", best.MethodDescription);
    }

    [TestMethod]
    public void WhatNoCandidateCanDoIsSaidBeforeAnythingRuns()
    {
        var pruned = ModelPruner.Prune(
            SmallModels.Of("tokens"), Entry("best", "allocate: exact, remove: { sparsity: 50% }"), seed: 0, Workbench.Of([], Device.Cpu));

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, pruned.Diagnostics.Single().Code);
    }

    [TestMethod]
    [DataRow("flops")]
    [DataRow("sparsity")]
    public void WithoutDataThereIsNothingToJudgeOn(string share)
    {
        var pruned = ModelPruner.Prune(
            SmallModels.Of("tokens"), Entry("best", $"remove: {{ {share}: 30% }}"), seed: 0, Workbench.Of([], Device.Cpu));

        Assert.AreEqual("PB3050", pruned.Diagnostics.Single().Code);
    }

    [TestMethod]
    public void MethodsThatCannotDoWhatIsAskedAreLeftOut()
    {
        var model = SmallModels.Of("tokens");
        var asked = Entry("best", "reconstruct: { kind: least-squares, inputs: dense }, remove: { flops: 30% }");
        var pruned = ModelPruner.Prune(model, asked, seed: 0, Workbench.Of(SmallModels.Batches(model, 10, 1), Device.Cpu));

        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        Assert.DoesNotContain("kprune", pruned.Value.Steps.Single().MethodDescription);
    }

    [TestMethod]
    public void WhereTheModelHasNothingOfTheKindNoneIsTried()
    {
        var (model, asked) = (SmallModels.Of("convolutions"), Entry("best", "structures: [ heads ], remove: { flops: 30% }"));

        var pruned = ModelPruner.Prune(model, asked, seed: 0, Workbench.Of(SmallModels.Batches(model, 10, 1), Device.Cpu));

        Assert.AreEqual("PB2050", pruned.Diagnostics.Single().Code);
        StringAssert.StartsWith(pruned.Diagnostics[0].Message, "'best' cuts heads here, and the model's ");
    }

    [TestMethod]
    public void WhereOnlyBranchesCanGoTheyAreDropped()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 6).Weight("first", 1, 6, 6).Weight("second", 2, 6, 6)
            .Node("Relu", ["x"], ["a"]).Node("MatMul", ["a", "first"], ["b"]).Node("Add", ["x", "b"], ["s"])
            .Node("Relu", ["s"], ["c"]).Node("MatMul", ["c", "second"], ["d"]).Node("Add", ["s", "d"], ["y"])
            .Output("y", ElementType.Float, "batch", 6).Build();

        var pruned = ModelPruner.Prune(model, Entry("best"), seed: 0, Workbench.Of(SmallModels.Batches(model, 10, 1), Device.Cpu));

        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        StringAssert.StartsWith(pruned.Value.Steps.Single().MethodDescription, "best of depth ");
    }

    /// <summary>As a quantising exporter leaves them: what enters a product of integers can be neither masked nor refit.</summary>
    [TestMethod]
    public void WhereNoCandidateCanJudgeWeightsDecide()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 8).Scalar("scale", 0.01f)
            .Initializer("up", new Tensor(ElementType.Int8, [8, 16], Enumerable.Range(0, 128).Select(i => (byte)(i * 37)).ToArray()))
            .Initializer("down", new Tensor(ElementType.Int8, [16, 4], Enumerable.Range(0, 64).Select(i => (byte)(i * 41)).ToArray()))
            .Node("DynamicQuantizeLinear", ["x"], ["xq", "xs", "xz"]).Node("MatMulInteger", ["xq", "up", "xz"], ["i"])
            .Node("Cast", ["i"], ["f"], ("to", (int)ElementType.Float)).Node("Mul", ["f", "scale"], ["h"]).Node("Relu", ["h"], ["r"])
            .Node("DynamicQuantizeLinear", ["r"], ["rq", "rs", "rz"]).Node("MatMulInteger", ["rq", "down", "rz"], ["j"])
            .Node("Cast", ["j"], ["y"], ("to", (int)ElementType.Float))
            .Output("y", ElementType.Float, "batch", 4).Build();

        var pruned = ModelPruner.Prune(model, Entry("best"), seed: 0, Workbench.Of(SmallModels.Batches(model, 10, 1), Device.Cpu));

        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        StringAssert.StartsWith(pruned.Value.Steps.Single().MethodDescription, "best of magnitude ");
    }

    [TestMethod]
    public void EveryFifthBatchIsHeldBack()
    {
        var batches = SmallModels.Batches(SmallModels.Of("chain"), 12, 1);

        var (fitted, held) = Contest.Split(batches);

        CollectionAssert.AreEqual(new[] { batches[4], batches[9] }, held.ToArray());
        Assert.HasCount(10, fitted);
        Assert.HasCount(1, Contest.Split(batches.Take(2).ToArray()).Held);
        Assert.HasCount(1, Contest.Split(batches.Take(1).ToArray()).Fitted);
    }

    private static PruneOutcome Prune(string name, string method, string rest = "remove: { flops: 30% }")
    {
        var model = SmallModels.Of(name);
        var pruned = ModelPruner.Prune(model, Entry(method, rest), seed: 0, Workbench.Of(SmallModels.Batches(model, 10, 1), Device.Cpu));
        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        return pruned.Value.Steps.Single();
    }

    private static ModelEntry Entry(string method, string rest = "remove: { flops: 30% }") =>
        SampleEntry.Of($"{{ method: {method}, {rest} }}");
}
