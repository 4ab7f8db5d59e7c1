using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Rotation;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Tests.Pruning.Rotation;

[TestClass]
public sealed class RotationRecipesTests
{
    [TestMethod]
    public void OneLineIsEnough()
    {
        var recipe = RotationRecipes.Of(Step("{ method: slicegpt, remove: { units: 25% } }"));

        Assert.IsTrue(recipe.IsOk, string.Join("; ", recipe.Diagnostics));
        Assert.AreEqual(new Budget.Units(0.25), recipe.Value.Budget);
        Assert.AreEqual(AllocationKind.Uniform, recipe.Value.Allocation.Kind);
    }

    [TestMethod]
    public void TheLineOfAManifestPrunes()
    {
        var model = SmallModels.Decoder();
        var entry = SampleEntry.Of("{ method: slicegpt, remove: { units: 25% }, allocate: { kind: uniform, round-to: 4 } }");

        var pruned = ModelPruner.Prune(model, entry, seed: 0, Workbench.Of(SmallModels.Batches(model, 6, 1), Device.Cpu));

        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        Assert.IsTrue(pruned.Value.Steps[0].Plan.Groups.All(group => group.Kept.Count == 8));
    }

    [TestMethod]
    [DataRow("criterion: magnitude, remove: { flops: 30% }", "PB1013")]
    [DataRow("reconstruct: none, remove: { flops: 30% }", "PB1013")]
    [DataRow("structures: [ heads ], remove: { flops: 30% }", "PB1013")]
    [DataRow("allocate: global, remove: { flops: 30% }", "PB1020")]
    [DataRow("remove: { latency: 30% }", "PB1020")]
    public void WhatDoesNotGoWithItIsSaidAtItsPlace(string rest, string code)
    {
        var recipe = RotationRecipes.Of(Step($"{{ method: slicegpt, {rest} }}"));

        Assert.IsFalse(recipe.IsOk);
        Assert.AreEqual(code, recipe.Diagnostics[0].Code);
        Assert.IsNotNull(recipe.Diagnostics[0].Location);
    }

    private static PruneStep Step(string prune) => SampleEntry.Of(prune).Prune[0];
}
