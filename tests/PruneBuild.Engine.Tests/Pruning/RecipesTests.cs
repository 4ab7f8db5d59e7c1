using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Planning;
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
        var recipe = Recipes.Of(Step("{ method: kprune, criterion: { kind: kprune, predictive: fisher, head-energy: exact, representational-weight: 3e-6 }, remove: { flops: 50% } }"), 0).Value!;

        Assert.AreEqual(3e-6, ((KPruneCriterion)recipe.Criterion).Options.RepresentationalWeight);
        Assert.AreEqual(MaskLossKind.Curvature, recipe.Criterion.Sensitivity!.Kind);
        Assert.AreEqual(MomentDetail.Gram, recipe.Criterion.Requests(Heads())[0].Detail);
        Assert.AreEqual(MethodCatalog.Preset("kprune")!.Stepwise, recipe.Stepwise);
    }

    [TestMethod]
    [DataRow("osscar", "predictive: fisher")]
    [DataRow("osscar", "head-energy: exact")]
    [DataRow("osscar", "representational-weight: 1e-5")]
    [DataRow("osscar", "score-share: 0.5")]
    [DataRow("osscar", "score-every: 2")]
    [DataRow("kprune", "ridge: 0.1")]
    [DataRow("magnitude", "units-per-round: 2")]
    [DataRow("magnitude", "soft-mask: none")]
    [DataRow("magnitude", "scope: output")]
    [DataRow("kprune", "order: first")]
    [DataRow("osscar", "grain: fine")]
    public void WhatACriterionDoesNotKnowIsRefused(string criterion, string setting)
    {
        var text = $"{{ criterion: {{ kind: {criterion}, {setting} }}, remove: {{ flops: 50% }} }}";

        var refused = Recipes.Of(Step(text), 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        StringAssert.Contains(refused.Message, $"'{setting[..setting.IndexOf(':', StringComparison.Ordinal)]}'");
        Assert.AreEqual(5, refused.Location!.Line);
        Assert.IsGreaterThan(text.IndexOf(setting, StringComparison.Ordinal), refused.Location.Column);
    }

    [TestMethod]
    [DataRow("llm-pruner", "order: first", "order: second")]
    [DataRow("hywia", "grain: fine", "grain: coarse")]
    public void SettingsOfACriterionChangeWhatItScores(string criterion, string one, string other)
    {
        var model = SmallModels.Of("chain");
        var batches = SmallModels.Batches(model, 6, 1);
        Assert.AreNotEqual(Loss(one), Loss(other));

        double Loss(string setting)
        {
            var recipe = Recipes.Of(Step($"{{ criterion: {{ kind: {criterion}, {setting} }}, remove: {{ flops: 50% }} }}"), 0).Value!;
            return Pruner.Plan(model, recipe, batches, Device.Cpu).Value!.Choices[0].Choices[^1].Loss;
        }
    }

    [TestMethod]
    public void InputsOfTheOriginalAreRefusedWhereTheBudgetIsDividedAnewBeforeEachCut()
    {
        var refused = Recipes.Of(Step("{ method: kprune, reconstruct: { kind: least-squares, inputs: dense }, remove: { flops: 50% } }"), 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        StringAssert.Contains(refused.Message, "'inputs: dense'");
    }

    [TestMethod]
    public void TimesOfSizesInBetweenCanLieOnALine()
    {
        Assert.AreEqual(TimeRule.Line, Recipes.Of(Step("{ method: kwon, allocate: { times: line }, remove: { latency: 50% } }"), 0).Value!.Allocation.Times);
        Assert.AreEqual(TimeRule.Steps, Recipes.Of(Step("{ method: kwon, allocate: global, remove: { latency: 50% } }"), 0).Value!.Allocation.Times);
    }

    [TestMethod]
    public void OsscarTakesItsRidgeAndRounds() =>
        Assert.IsTrue(Recipes.Of(Step("{ method: osscar, criterion: { kind: osscar, ridge: 0.1, units-per-round: 2 }, remove: { flops: 50% } }"), 0).IsOk);

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
