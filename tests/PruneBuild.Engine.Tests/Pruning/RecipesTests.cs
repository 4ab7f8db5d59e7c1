using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class RecipesTests
{
    [TestMethod]
    public void WhatKPruneWeighsCanBeSet()
    {
        var recipe = Recipes.Of(Step("{ method: kprune, criterion: { kind: kprune, predictive: fisher, head-energy: exact }, remove: { flops: 50% } }"), 0).Value!;

        Assert.AreEqual(MaskLossKind.Curvature, recipe.Criterion.Sensitivity!.Kind);
        Assert.AreEqual(MomentDetail.Gram, recipe.Criterion.Requests(Heads())[0].Detail);
        Assert.AreEqual(MethodCatalog.Preset("kprune")!.Stepwise, recipe.Stepwise);
    }

    [TestMethod]
    [DataRow("predictive: fisher", 69)]
    [DataRow("head-energy: exact", 70)]
    [DataRow("score-share: 0.5", 70)]
    [DataRow("score-every: 2", 70)]
    public void WhatKPruneWeighsMeansNothingToOthers(string key, int column)
    {
        var refused = Recipes.Of(Step($"{{ method: osscar, criterion: {{ kind: osscar, {key} }}, remove: {{ flops: 50% }} }}"), 0);

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Diagnostics.Single().Code);
        Assert.AreEqual(5, refused.Diagnostics.Single().Location!.Line);
        Assert.AreEqual(column, refused.Diagnostics.Single().Location!.Column);
    }

    [TestMethod]
    public void HowOftenKPruneScoresCanBeSet()
    {
        var recipe = Recipes.Of(Step("{ method: kprune, criterion: { kind: kprune, score-share: 1, score-every: 3 }, remove: { flops: 50% } }"), 0).Value!;

        Assert.AreEqual(new StepwiseOptions(1, 3), recipe.Stepwise);
    }

    [TestMethod]
    [DataRow("kwon")]
    [DataRow("taylor")]
    [DataRow("llm-pruner")]
    [DataRow("hywia")]
    [DataRow("sobp")]
    [DataRow("mutual-information")]
    [DataRow("p-pruning")]
    public void TheSeedReachesWhatIsDrawn(string method)
    {
        var model = SmallModels.Of("encoder");
        var criterion = Recipes.Of(Step($"{{ method: {method}, remove: {{ flops: 50% }} }}"), 3).Value!.Criterion;

        var seed = criterion.ValueRequests(Heads(), model).Single() switch
        {
            MaskGradientRequest request => request.Seed,
            WeightImportanceRequest request => request.Seed,
            RowSampleRequest request => request.Seed,
            _ => -1,
        };
        Assert.AreEqual(3, seed);
    }

    private static PruneGroup Heads()
    {
        var model = SmallModels.Of("encoder");
        return StructureAnalysis.Analyse(model, null, Device.Cpu).Value!.Structure.Groups.Single(group => group.Kind == StructureKind.Heads);
    }

    private static PruneStep Step(string prune)
    {
        var manifest = ManifestReader.Parse($"version: 1\nmodels:\n  one:\n    source: one.onnx\n    prune: {prune}\n", "prune.yaml");
        Assert.IsTrue(manifest.IsOk, string.Join("; ", manifest.Diagnostics));
        return manifest.Value.Models[0].Prune[0];
    }
}
