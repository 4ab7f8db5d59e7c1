using System.Globalization;
using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Trying;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.KPrune;
using PruneBuild.Pruning.Methods.Osscar;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Statistics;
using PruneBuild.Pruning.Statistics.Values;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning;

[TestClass]
public sealed class RecipesTests
{
    [TestMethod]
    public void WhatKPruneWeighsCanBeSet()
    {
        var recipe = Recipes.Of(Step("{ method: kprune, criterion: { kind: kprune, predictive: fisher, head-energy: exact, "
            + "representational-weight: 3e-6 }, remove: { flops: 50% } }"), 0).Value!;

        Assert.AreEqual(3e-6, ((KPruneCriterion)recipe.Criterion).Options.RepresentationalWeight);
        Assert.AreEqual(MaskLossKind.Curvature, recipe.Criterion.Sensitivity!.Kind);
        Assert.AreEqual(MomentDetail.Gram, recipe.Criterion.Requests(Heads())[0].Detail);
        Assert.AreEqual(MethodCatalog.Preset("kprune")!.Stepwise, recipe.Stepwise);
    }

    [TestMethod]
    [DataRow("ziplm", AllocationKind.Exact)]
    [DataRow("osscar", AllocationKind.Uniform)]
    [DataRow("liar", AllocationKind.Standardized)]
    public void AnAllocationThatSaysOtherThingsKeepsTheMethodsRule(string method, AllocationKind expected)
    {
        var allocation = Recipes.Of(Step($"{{ method: {method}, allocate: {{ round-to: 8 }}, remove: {{ flops: 50% }} }}"), 0)
            .Value!.Allocation;

        Assert.AreEqual(new AllocationOptions(expected, RoundTo: 8), allocation);
    }

    [TestMethod]
    public void ACriterionThatIsTheMethodsOwnKeepsWhatItDoesNotSay() => Assert.AreEqual(
        OsscarOptions.OneByOne with { RidgePerDiagonal = 0.05 },
        ((OsscarCriterion)Recipes.Of(Step("{ method: ziplm, criterion: { kind: osscar, ridge: 0.05 }, remove: { flops: 50% } }"), 0)
            .Value!.Criterion).Options);

    [TestMethod]
    public void WhatRecoversAfterStructuresIsNamedWhereMasksAreToBeTuned()
    {
        var refused = Recipes.Of(Step("{ method: osscar, remove: { flops: 50% }, recover: mask-tuning }"), 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        StringAssert.Contains(refused.Message, "perp, blocks, statistics");
    }

    [TestMethod]
    [DataRow("rescale")]
    [DataRow("mean-bias")]
    [DataRow("none")]
    public void ARidgeThatNothingReadsIsRefused(string kind)
    {
        var refused = Recipes.Of(Step($"{{ method: osscar, reconstruct: {{ kind: {kind}, ridge: 0.1 }}, remove: {{ flops: 50% }} }}"), 0)
            .Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        StringAssert.Contains(refused.Message, kind);
    }

    [TestMethod]
    public void LeastSquaresByNameIsWhatPresetsDo() => Assert.AreEqual(
        LeastSquaresOptions.FewRows,
        ((LeastSquaresReconstruction)Recipes.Of(Step("{ method: osscar, reconstruct: least-squares, remove: { flops: 50% } }"), 0)
            .Value!.Reconstruction).Options.RidgeFor(10, 10));

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
    [DataRow("osscar", "loss: labels")]
    [DataRow("magnitude", "samples: 100")]
    [DataRow("p-pruning", "bandwidth: 1")]
    [DataRow("p-pruning", "bandwidth-rule: median")]
    [DataRow("osscar", "kernel-width: 2")]
    [DataRow("osscar", "tolerance: 0.1")]
    [DataRow("osscar", "iterations: 3")]
    [DataRow("fluctuation", "steps: 10")]
    [DataRow("fluctuation", "learning-rate: 0.1")]
    [DataRow("fluctuation", "masks: 3")]
    [DataRow("fluctuation", "window: 3")]
    [DataRow("kprune", "swap-rounds: 3")]
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
    [DataRow("llm-pruner", "grain: fine", "grain: coarse")]
    [DataRow("llm-pruner", "grain: fine, order: first", "grain: fine, order: second")]
    [DataRow("llm-pruner", "grain: fine, order: first", "grain: fine, order: mixed")]
    [DataRow("llm-pruner", "loss: drawn", "loss: labels")]
    [DataRow("llm-pruner", "grain: fine, loss: drawn", "grain: fine, loss: labels")]
    [DataRow("hywia", "grain: fine", "grain: coarse")]
    [DataRow("hywia", "loss: drawn", "loss: labels")]
    [DataRow("kwon", "loss: drawn", "loss: labels")]
    [DataRow("taylor", "loss: drawn", "loss: labels")]
    [DataRow("mutual-information", "bandwidth: 0.3", "bandwidth: 2")]
    [DataRow("mutual-information", "bandwidth-rule: silverman", "bandwidth-rule: median")]
    [DataRow("mutual-information", "samples: 30", "samples: 200")]
    [DataRow("p-pruning", "samples: 30", "samples: 200")]
    [DataRow("kcm", "kernel-width: 1", "kernel-width: 0.5")]
    [DataRow("kcm", "iterations: 1", "iterations: 20")]
    [DataRow("kcm", "iterations: 20, tolerance: 0.5", "iterations: 20, tolerance: 0")]
    [DataRow("policy-gradient", "steps: 3", "steps: 60")]
    [DataRow("policy-gradient", "learning-rate: 0.001", "learning-rate: 1")]
    [DataRow("policy-gradient", "masks: 2", "masks: 4")]
    [DataRow("policy-gradient", "window: 1", "window: 50")]
    public void SettingsOfACriterionChangeWhatItScores(string criterion, string one, string other)
    {
        var model = SmallModels.Of("chain");
        Batch[] batches = [.. SmallModels.Batches(model, 60, 1).Select(batch => batch with { Labels = [0, 2] })];
        Assert.AreNotEqual(Losses(one), Losses(other));

        string Losses(string setting)
        {
            var recipe = Recipes.Of(Step($"{{ criterion: {{ kind: {criterion}, {setting} }}, remove: {{ flops: 30% }} }}"), 0).Value!;
            var plan = new Pruner(model, recipe, Workbench.Of(batches, Device.Cpu)).Plan();
            Assert.IsTrue(plan.IsOk, string.Join("; ", plan.Diagnostics));
            return string.Join(' ', plan.Value.Choices.SelectMany(group => group.Choices)
                .Select(choice => choice.Loss.ToString("R", CultureInfo.InvariantCulture)));
        }
    }

    [TestMethod]
    [DataRow("kwon")]
    [DataRow("llm-pruner")]
    public void LabelsThatAreAskedForAndNotThereAreToldWithAWayOut(string criterion)
    {
        var model = SmallModels.Of("chain");
        var recipe = Recipes.Of(Step($"{{ criterion: {{ kind: {criterion}, loss: labels }}, remove: {{ flops: 30% }} }}"), 0).Value!;

        var refused = new Pruner(model, recipe, Workbench.Of(SmallModels.Batches(model, 6, 1), Device.Cpu)).Plan().Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.LossUnfit.Code, refused.Code);
        StringAssert.Contains(refused.Message, "no labels; name them with 'label' under 'data'");
    }

    [TestMethod]
    [DataRow("kwon")]
    [DataRow("hywia")]
    public void OfALanguageModelTheNextTokensAreTheLabels(string criterion)
    {
        var model = new ModelBuilder().Input("ids", ElementType.Int64, "batch", "sequence")
            .Weight("table", 1, 11, 12).Weight("up", 2, 12, 10).Weight("down", 3, 10, 12).Weight("head", 4, 12, 11)
            .Node("Gather", ["table", "ids"], ["x"]).Node("MatMul", ["x", "up"], ["a"]).Node("Relu", ["a"], ["b"])
            .Node("MatMul", ["b", "down"], ["c"])
            .Node("Add", ["x", "c"], ["d"]).Node("MatMul", ["d", "head"], ["y"])
            .Output("y", ElementType.Float, "batch", "sequence", 11).Build();
        var batches = SmallModels.Batches(model, 6, 1);

        Assert.AreNotEqual(Losses("drawn"), Losses("labels"));

        string Losses(string loss)
        {
            var recipe = Recipes.Of(Step($"{{ criterion: {{ kind: {criterion}, loss: {loss} }}, remove: {{ flops: 30% }} }}"), 0).Value!;
            return string.Join(' ', new Pruner(model, recipe, Workbench.Of(batches, Device.Cpu)).Plan().Value!.Choices
                .Select(group => group.Choices[^1].Loss.ToString("R", CultureInfo.InvariantCulture)));
        }
    }

    [TestMethod]
    public void OfAModelThatSeesWhatFollowsTheNextTokensAreNoLabels()
    {
        var model = SmallModels.Of("decoder");
        var recipe = Recipes.Of(Step("{ criterion: { kind: kwon, loss: labels }, remove: { flops: 30% } }"), 0).Value!;

        var refused = new Pruner(model, recipe, Workbench.Of(SmallModels.Batches(model, 6, 1), Device.Cpu)).Plan().Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.LossUnfit.Code, refused.Code);
    }

    [TestMethod]
    public void LocalSearchIsRefusedWhereUnitsAreNotChosenAgain()
    {
        var refused = Recipes.Of(
            Step(
                "{ criterion: { kind: osscar, swap-rounds: 5 }, reconstruct: { kind: least-squares, inputs: dense }, "
                + "remove: { units: 50% } }"),
            0).Diagnostics.Single();

        StringAssert.Contains(refused.Message, "'swap-rounds'");
    }

    [TestMethod]
    public void FactorsOfUnitsAreForRescalingAlone()
    {
        Assert.IsTrue(Recipes.Of(Step("{ method: kwon, reconstruct: { kind: rescale, per: unit }, remove: { flops: 50% } }"), 0).IsOk);

        var refused = Recipes.Of(Step("{ method: kwon, reconstruct: { kind: mean-bias, per: unit }, remove: { flops: 50% } }"), 0)
            .Diagnostics.Single();

        StringAssert.Contains(refused.Message, "'per'");
    }

    [TestMethod]
    public void TuningAsPublishedIsForRescalingAlone()
    {
        Assert.IsTrue(Recipes.Of(Step("{ method: kwon, reconstruct: { kind: rescale, tuning: published }, remove: { flops: 50% } }"), 0)
            .Value!.TunesAsPublished);
        Assert.IsFalse(Recipes.Of(Step("{ method: kwon, reconstruct: { kind: rescale, tuning: every }, remove: { flops: 50% } }"), 0)
            .Value!.TunesAsPublished);

        var refused = Recipes.Of(
            Step("{ method: kwon, reconstruct: { kind: least-squares, tuning: published }, remove: { flops: 50% } }"),
            0).Diagnostics.Single();

        StringAssert.Contains(refused.Message, "'tuning'");
    }

    [TestMethod]
    [DataRow(
        "{ method: osscar, reconstruct: { kind: least-squares, when: before }, remove: { flops: 50% } }",
        "'when: before' with criterion 'osscar'")]
    [DataRow(
        "{ method: osscar, reconstruct: { kind: none, when: before }, remove: { flops: 50% } }",
        "'when: before' with criterion 'osscar'")]
    [DataRow(
        "{ method: goa, reconstruct: { kind: mean-bias, when: before }, remove: { flops: 50% } }",
        "'when: before' with this reconstruction")]
    [DataRow(
        "{ method: goa, reconstruct: { kind: least-squares, inputs: dense, when: before }, remove: { flops: 50% } }", "'inputs: dense'")]
    public void ARefitBeforeTheCutIsForGoaAlone(string step, string message)
    {
        StringAssert.Contains(Recipes.Of(Step(step), 0).Diagnostics.Single().Message, message);

        Assert.IsTrue(Recipes.Of(Step("{ method: goa, reconstruct: { kind: least-squares, when: before }, remove: { flops: 50% } }"), 0)
            .Value!.RefitsBefore);
        Assert.IsFalse(Recipes.Of(Step("{ method: goa, reconstruct: { kind: least-squares, when: after }, remove: { flops: 50% } }"), 0)
            .Value!.RefitsBefore);
    }

    [TestMethod]
    public void KwonAsPublishedPrunesAnEncoder()
    {
        var model = SmallModels.Of("encoder");
        Batch[] batches = [.. SmallModels.Batches(model, 30, 1).Select(batch => batch with { Labels = [0, 1] })];
        var recipe = Recipes.Of(Step(
            "{ method: kwon, criterion: { kind: kwon, loss: labels }, reconstruct: { kind: rescale, per: unit }, "
            + "remove: { flops: 40% } }"), 0).Value!;

        var outcome = new Pruner(model, recipe, Workbench.Of(batches, Device.Cpu)).Prune();

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        Assert.IsLessThan(1, SmallModels.Error(model, outcome.Value.Pruned, batches));
    }

    [TestMethod]
    public void LocalSearchLowersTheLossOfTheSetsThatAreChosen()
    {
        // Units that leave together leave more behind than they must: all that go at once here, so that the search has something to do.
        var model = SmallModels.Of("tokens");
        var batches = SmallModels.Batches(model, 30, 1);

        Assert.IsLessThan(Loss(0), Loss(30));

        double Loss(int rounds)
        {
            var text =
                $"{{ method: osscar, criterion: {{ kind: osscar, units-per-round: 6, swap-rounds: {rounds} }}, remove: {{ units: 50% }} }}";
            var outcome = new Pruner(model, Recipes.Of(Step(text), 0).Value!, Workbench.Of(batches, Device.Cpu)).Prune();
            Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
            return outcome.Value.Plan.Groups[0].Loss;
        }
    }

    [TestMethod]
    [DataRow("method: wanda")]
    [DataRow("criterion: { kind: sparsegpt }")]
    public void AMethodOfMasksIsToldWhatToRemove(string setting)
    {
        var refused = Recipes.Of(Step($"{{ {setting}, remove: {{ flops: 50% }} }}"), 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        StringAssert.Contains(
            refused.Message, "sets single weights to zero, and this 'remove' cuts structures. Write 'remove: { sparsity: 50% }'");
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    [DataRow("method: kprune")]
    [DataRow("method: best")]
    [DataRow("criterion: osscar")]
    public void BranchesUnderWhatJudgesUnitsInsideThemAreRefused(string setting)
    {
        var step = Step($"{{ {setting}, structures: [ neurons, layers ], remove: {{ flops: 50% }} }}");

        var refused = (BestMethod.IsAskedBy(step) ? BestMethod.AnyRecipe(step, 0) : Recipes.Of(step, 0)).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        Assert.AreEqual(step.Structures[1].Span, refused.Location);
        StringAssert.Contains(refused.Message, "method: depth");
    }

    [TestMethod]
    [DataRow("uniform")]
    [DataRow("standardized")]
    [DataRow("standardized-features")]
    public void AnAllocationByUnitsOfAGroupIsRefusedWhereTheGroupIsABranch(string kind)
    {
        var step = Step($"{{ method: depth, allocate: {kind}, remove: {{ flops: 40% }} }}");

        var refused = Recipes.Of(step, 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        Assert.AreEqual(step.Allocate!.Kind!.Span, refused.Location);
    }

    [TestMethod]
    [DataRow("owl")]
    [DataRow("alpha")]
    [DataRow("spdy")]
    [DataRow("evolution")]
    public void AnAllocationOfZerosIsRefusedAndThoseOfStructuresAreNamed(string kind)
    {
        var step = Step($"{{ method: osscar, allocate: {kind}, remove: {{ flops: 40% }} }}");

        var refused = Recipes.Of(step, 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.AreEqual(step.Allocate!.Kind!.Span, refused.Location);
        StringAssert.Contains(refused.Message, "global, standardized, standardized-features, uniform, exact");
    }

    [TestMethod]
    [DataRow("method: osscar, allocate: owl, remove: { latency: 30% }")]
    [DataRow("method: osscar, allocate: owl, remove: { units: 30% }")]
    [DataRow("method: osscar, allocate: { kind: alpha, tail: peak }, remove: { flops: 30% }")]
    [DataRow("method: osscar, allocate: { kind: evolution, generations: 3 }, remove: { flops: 30% }")]
    public void AnAllocationOfZerosIsOneMistakeWhateverTheBudget(string step)
    {
        var refused = Recipes.Of(Step($"{{ {step} }}"), 0).Diagnostics.Single();

        StringAssert.Contains(refused.Message, "divides zeros among masked weights");
    }

    [TestMethod]
    [DataRow("method: depth, structures: heads")]
    [DataRow("criterion: block-cosine, structures: [ layers, heads, neurons ]")]
    public void UnitsInsideBranchesAreRefusedOnceWhereBranchesAreDroppedWhole(string setting)
    {
        var step = Step($"{{ {setting}, remove: {{ flops: 10% }} }}");

        var refused = Recipes.Of(step, 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        Assert.AreEqual(step.Structures.First(kind => kind.Value == StructureKind.Heads).Span, refused.Location);
        StringAssert.Contains(refused.Message, "the cutting of heads");
    }

    [TestMethod]
    [DataRow("score-share: 0.5")]
    [DataRow("score-every: 1")]
    public void HowOftenScoresAreMeasuredIsRefusedWhereTheyAreMeasuredOnce(string setting)
    {
        var refused = Recipes.Of(
            Step($"{{ method: osscar, criterion: {{ kind: kprune, {setting} }}, remove: {{ flops: 10% }} }}"), 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.IsNotNull(refused.Location);
        StringAssert.Contains(refused.Message, "'method: osscar'");
        Assert.IsTrue(Recipes.Of(Step($"{{ criterion: {{ kind: kprune, {setting} }}, remove: {{ flops: 10% }} }}"), 0).IsOk);
    }

    [TestMethod]
    [DataRow("criterion: { kind: wanda, scope: layer }")]
    [DataRow("criterion: { kind: ria, permute: true }")]
    [DataRow("criterion: wanda, reconstruct: least-squares")]
    [DataRow("criterion: sparsegpt, allocate: uniform")]
    [DataRow("criterion: ria, structures: layers")]
    public void ACriterionOfMasksIsRefusedOnceWhateverGoesWithIt(string stages)
    {
        var step = Step($"{{ {stages}, remove: {{ flops: 40% }} }}");

        var refused = Recipes.Of(step, 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.AreEqual(step.Criterion!.Kind.Span, refused.Location);
    }

    [TestMethod]
    public void WithoutAMethodARecipeIsCalledAfterItsCriterion() =>
        Assert.AreEqual("batchnorm-scale", Recipes.Of(Step("{ criterion: batchnorm-scale, remove: { flops: 40% } }"), 0).Value!.Method);

    [TestMethod]
    [DataRow("{ kind: least-squares, inputs: dense }", "sequential")]
    [DataRow("{ kind: rescale, tuning: published }", "every")]
    public void ARefitAfterWholeBranchesIsOfTheModelWithoutThem(string reconstruct, string instead)
    {
        var step = Step($"{{ method: depth, reconstruct: {reconstruct}, remove: {{ flops: 40% }} }}");

        var refused = Recipes.Of(step, 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        StringAssert.EndsWith(refused.Message, $"Available: {instead}.");
        Assert.IsTrue(Recipes.Of(Step("{ method: depth, reconstruct: least-squares, remove: { flops: 40% } }"), 0).IsOk);
    }

    [TestMethod]
    public void AnAllocationOfAShareThatEveryGroupLosesIsRefused()
    {
        var step = Step("{ method: osscar, allocate: { kind: global, round-to: 4 }, remove: { units: 50% } }");

        var refused = Recipes.Of(step, 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.AreEqual(step.Allocate!.Kind!.Span, refused.Location);
        Assert.IsTrue(Recipes.Of(Step("{ method: osscar, allocate: { kind: uniform, round-to: 4 }, remove: { units: 50% } }"), 0).IsOk);
        Assert.IsTrue(Recipes.Of(Step("{ method: ziplm, allocate: { round-to: 4 }, remove: { units: 50% } }"), 0).IsOk);
    }

    [TestMethod]
    [DataRow("mutual-information")]
    [DataRow("kcm")]
    [DataRow("kprune")]
    public void MethodsOfSubLayersLeaveThePoolerAndSaySo(string method)
    {
        var model = SmallModels.Pooled();
        var recipe = Recipes.Of(Step($"{{ method: {method}, remove: {{ units: 50% }} }}"), 0).Value!;

        var outcome = new Pruner(model, recipe, Workbench.Of(SmallModels.Batches(model, 12, 1), Device.Cpu)).Prune();

        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        Assert.IsTrue(outcome.Value.Plan.Groups.All(group => !group.GroupId.Contains("pooler", StringComparison.Ordinal)));
        var note = outcome.Value.Notes.Single(note => note.Code == DiagnosticCatalog.CriterionUnfit.Code);
        Assert.AreEqual(Severity.Message, note.Severity);
        StringAssert.Contains(note.Message, "pooler");
    }

    [TestMethod]
    [DataRow("mutual-information")]
    [DataRow("kcm")]
    public void FactorisedEmbeddingsAreNoFeedForwardBlock(string method)
    {
        var proto = SmallModels.Of("encoder").Proto.Clone();
        var table = new ModelBuilder().Input("ids", ElementType.Int64, "batch", "sequence")
            .Weight("table.weight", 21, 11, 8).Weight("wide.weight", 22, 8, 12).Weight("embedding.weight", 1, 11, 12)
            .Node("Gather", ["table.weight", "ids"], ["t"]).Node("MatMul", ["t", "wide.weight"], ["w"])
            .Node("Gather", ["embedding.weight", "ids"], ["p"]).Node("Add", ["w", "p"], ["x"]).Output("x").Build().Graph;
        proto.Graph.Node.RemoveAt(0);
        foreach (var (at, node) in table.Node.Index())
            proto.Graph.Node.Insert(at, node);
        proto.Graph.Initializer.Add(table.Initializer.Where(tensor => tensor.Name != "embedding.weight"));
        var model = new OnnxModel(proto);
        var recipe = Recipes.Of(Step($"{{ method: {method}, remove: {{ units: 50% }} }}"), 0).Value!;

        var planned = new Pruner(model, recipe, Workbench.Of(SmallModels.Batches(model, 12, 1), Device.Cpu)).Plan();

        Assert.IsTrue(planned.IsOk, string.Join("; ", planned.Diagnostics));
        Assert.HasCount(1, planned.Value.Plan.Groups, string.Join("; ", planned.Value.Plan.Groups.Select(group => group.GroupId)));
        Assert.HasCount(1, planned.Diagnostics.Where(note => note.Code == DiagnosticCatalog.CriterionUnfit.Code).ToArray());
    }

    [TestMethod]
    public void NeuronsThatTheManifestAsksForAreAllCut()
    {
        var model = SmallModels.Pooled();
        var recipe = Recipes.Of(Step("{ method: mutual-information, structures: [ neurons ], remove: { units: 50% } }"), 0).Value!;

        var planned = new Pruner(model, recipe, Workbench.Of(SmallModels.Batches(model, 12, 1), Device.Cpu)).Plan().Value!.Plan;

        Assert.IsTrue(planned.Groups.Any(group => group.GroupId.Contains("pooler", StringComparison.Ordinal)));
    }

    [TestMethod]
    public void WeightsOfLlmPrunerAreNotFused()
    {
        var refused = Recipes.Of(Step("{ criterion: { kind: llm-pruner, grain: fused }, remove: { flops: 50% } }"), 0).Diagnostics.Single();

        StringAssert.Contains(refused.Message, "'grain: fused'");
    }

    [TestMethod]
    public void InputsOfTheOriginalAreRefusedWhereTheBudgetIsDividedAnewBeforeEachCut()
    {
        var refused = Recipes.Of(Step("{ method: kprune, reconstruct: { kind: least-squares, inputs: dense }, remove: { flops: 50% } }"), 0)
            .Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.NotAvailable.Code, refused.Code);
        StringAssert.Contains(refused.Message, "'inputs: dense'");
    }

    [TestMethod]
    public void TimesOfSizesInBetweenCanLieOnALine()
    {
        Assert.AreEqual(
            TimeRule.Line,
            Recipes.Of(Step("{ method: kwon, allocate: { times: line }, remove: { latency: 50% } }"), 0).Value!.Allocation.Times);
        Assert.AreEqual(
            TimeRule.Steps, Recipes.Of(Step("{ method: kwon, allocate: global, remove: { latency: 50% } }"), 0).Value!.Allocation.Times);
    }

    [TestMethod]
    public void OsscarTakesItsRidgeAndRounds() =>
        Assert.IsTrue(Recipes.Of(
            Step("{ method: osscar, criterion: { kind: osscar, ridge: 0.1, units-per-round: 2 }, remove: { flops: 50% } }"), 0).IsOk);

    [TestMethod]
    public void HowOftenKPruneScoresCanBeSet()
    {
        var recipe = Recipes.Of(
            Step("{ method: kprune, criterion: { kind: kprune, score-share: 1, score-every: 3 }, remove: { flops: 50% } }"), 0).Value!;

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
        return StructureAnalysis.Analyse(model, null, Device.Cpu).Value!.Structure.Groups
            .Single(group => group.Kind == StructureKind.Heads);
    }

    private static PruneStep Step(string prune) => SampleEntry.Of(prune).Prune[0];
}
