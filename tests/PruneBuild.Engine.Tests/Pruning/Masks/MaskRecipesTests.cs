using PruneBuild.Diagnostics;
using PruneBuild.Engine.Manifest;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks.Allocation;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Sds;
using PruneBuild.Pruning.Methods.SparseLlm;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class MaskRecipesTests
{
    [TestMethod]
    public void TheScopeCanBeSet() =>
        Assert.AreEqual(
            SelectionScope.Layer,
            MaskRecipes.Of(Step("{ criterion: { kind: wanda, scope: layer }, remove: { sparsity: 50% } }"), 0).Value!.Scope);

    [TestMethod]
    [DataRow("criterion: { kind: sparsegpt, scope: layer }")]
    [DataRow("criterion: { kind: sparsellm, scope: layer }")]
    [DataRow("method: wanda, allocate: { round-to: 16 }")]
    [DataRow("method: wanda, allocate: { keep-at-least: 1 }")]
    [DataRow("method: wanda, recover: { kind: mask-tuning, steps: 5 }")]
    public void WhatNothingReadsIsRefused(string keys)
    {
        var refused = MaskRecipes.Of(Step($"{{ {keys}, remove: {{ sparsity: 50% }} }}"), 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    [DataRow("criterion: { kind: alps, scope: output }", "whatever 'scope' says")]
    [DataRow("method: wanda, allocate: owl", "'allocate: owl' has nothing to divide")]
    [DataRow("method: wanda, allocate: global", "'allocate: global' has nothing to divide")]
    public void APatternThatIsSweptRefusesWhatItDoesNotReadAtItsPlace(string keys, string words)
    {
        var step = Step($"{{ {keys}, remove: {{ sparsity: 50% }} }}");
        step = step with { Remove = new Removal.Pattern(2, 4, step.Span) };

        var refused = MaskRecipes.Of(step, 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.AreEqual(step.Allocate?.Kind?.Span ?? step.Criterion!.Scope!.Span, refused.Location);
        StringAssert.Contains(refused.Message, words);
    }

    [TestMethod]
    [DataRow("50%", 5)]
    [DataRow("2:4", 4)]
    public void BestTriesAPatternOnceWithEachMethod(string sparsity, int candidates) => Assert.AreEqual(
        candidates, BestMask.Recipes(Step($"{{ method: best, remove: {{ sparsity: {sparsity} }} }}"), 0).Value!.Count);

    [TestMethod]
    [DataRow("{ kind: least-squares, ridge: 0.1, judged: true }", "Remove 'ridge', or 'judged'.")]
    [DataRow("{ kind: mean-bias, judged: true }", "Take that kind, or remove 'judged'.")]
    public void WhatJudgedDoesNotGoWithIsNamed(string reconstruct, string wayOut) => StringAssert.EndsWith(
        MaskRecipes.Of(Step($"{{ method: wanda, reconstruct: {reconstruct}, remove: {{ sparsity: 50% }} }}"), 0)
            .Diagnostics.Single().Message,
        wayOut);

    [TestMethod]
    public void MasksAreUniformUnlessTheAllocationSaysOtherwise()
    {
        Assert.AreEqual(AllocationKind.Uniform, MaskRecipes.Of(Step("{ method: wanda, remove: { sparsity: 50% } }"), 0).Value!.Allocation);
        Assert.AreEqual(
            AllocationKind.Global,
            MaskRecipes.Of(Step("{ method: wanda, allocate: global, remove: { sparsity: 50% } }"), 0).Value!.Allocation);
    }

    [TestMethod]
    public void TheSoftMaskOfSdsCanBeSet() =>
        Assert.IsInstanceOfType<SdsMask>(
            MaskRecipes.Of(Step("{ criterion: { kind: sds, soft-mask: none }, remove: { sparsity: 50% } }"), 0).Value!.Masks);

    [TestMethod]
    public void BothPruningsOfSdsCanBeSetAndASecondOneNeedsNoSoftMask()
    {
        var recipe = MaskRecipes.Of(Step("{ criterion: { kind: sds, first: wanda, second: ria }, remove: { sparsity: 50% } }"), 0).Value!;
        Assert.AreEqual(SelectionScope.Layer, recipe.Masks.ScopeOf(convolution: false), "that of RIA");

        var refused = MaskRecipes.Of(Step("{ criterion: { kind: sds, second: alps, soft-mask: none }, remove: { sparsity: 50% } }"), 0)
            .Diagnostics.Single();
        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    public void OnlyPatternsHaveFeaturesInABetterOrder()
    {
        Assert.IsTrue(MaskRecipes.Of(Step("{ criterion: { kind: ria, permute: true }, remove: { sparsity: 2:4 } }"), 0).Value!.Reorders);
        Assert.IsFalse(MaskRecipes.Of(Step("{ criterion: ria, remove: { sparsity: 2:4 } }"), 0).Value!.Reorders);

        var refused = MaskRecipes.Of(Step("{ criterion: { kind: ria, permute: true }, remove: { sparsity: 50% } }"), 0)
            .Diagnostics.Single();
        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    public void SparseLlmHasItsTurnsAndItsOwnTarget()
    {
        Assert.AreEqual(
            4, ((SparseLlmMask)MaskRecipes.Of(Step("{ method: sparsellm, remove: { sparsity: 50% } }"), 0).Value!.Masks).Epochs);
        Assert.AreEqual(2, ((SparseLlmMask)MaskRecipes.Of(
            Step("{ criterion: { kind: sparsellm, iterations: 2 }, remove: { sparsity: 50% } }"), 0).Value!.Masks).Epochs);
        Assert.IsTrue(MaskRecipes.Of(
            Step("{ method: sparsellm, reconstruct: { kind: least-squares, targets: block }, remove: { sparsity: 50% } }"), 0).IsOk);

        var refused = MaskRecipes.Of(
            Step("{ method: sparsellm, reconstruct: { kind: none, targets: original }, remove: { sparsity: 50% } }"),
            0).Diagnostics.Single();
        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    [DataRow("least-squares", OutputTargets.Original)]
    [DataRow("{ kind: least-squares, targets: own }", OutputTargets.Own)]
    [DataRow("{ kind: least-squares, inputs: dense }", OutputTargets.Own)]
    [DataRow("mean-bias", OutputTargets.Own)]
    [DataRow("none", OutputTargets.Own)]
    public void AnExactUpdateAimsAtTheOriginalUnlessToldOtherwise(string reconstruct, OutputTargets expected) =>
        Assert.AreEqual(
            expected,
            MaskRecipes.Of(Step($"{{ method: wanda, reconstruct: {reconstruct}, remove: {{ sparsity: 50% }} }}"), 0).Value!.Targets);

    [TestMethod]
    public void TheTailOfSpectraGoesWithAlpha()
    {
        Assert.AreEqual(
            TailCut.Peak,
            MaskRecipes.Of(Step("{ method: wanda, allocate: { kind: alpha, tail: peak }, remove: { sparsity: 50% } }"), 0).Value!.Tail);

        var refused = MaskRecipes.Of(Step("{ method: wanda, allocate: { kind: owl, tail: peak }, remove: { sparsity: 50% } }"), 0)
            .Diagnostics.Single();
        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    [DataRow("standardized")]
    [DataRow("standardized-features")]
    [DataRow("exact")]
    public void AnAllocationOfUnitsIsRefusedAndThoseOfMasksAreNamed(string kind)
    {
        var step = Step($"{{ method: wanda, allocate: {kind}, remove: {{ sparsity: 50% }} }}");

        var refused = MaskRecipes.Of(step, 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.AreEqual(step.Allocate!.Kind!.Span, refused.Location);
        StringAssert.Contains(refused.Message, "uniform, global, owl, alpha, spdy, evolution");
    }

    [TestMethod]
    public void ASearchHasItsLengthAndTheSeed()
    {
        Assert.AreEqual(new EvolutionOptions(3, 8, 7), MaskRecipes.Of(
            Step("{ method: magnitude, allocate: { kind: evolution, generations: 3, population: 8 }, remove: { sparsity: 50% } }"),
            7).Value!.Evolution);
        Assert.AreEqual(
            new EvolutionOptions(25, 25, 7),
            MaskRecipes.Of(Step("{ method: magnitude, allocate: evolution, remove: { sparsity: 50% } }"), 7).Value!.Evolution);
        foreach (var length in (string[])["generations: 3", "population: 8"])
        {
            var refused = MaskRecipes.Of(Step($"{{ method: wanda, allocate: {{ kind: spdy, {length} }}, remove: {{ sparsity: 50% }} }}"), 0)
                .Diagnostics.Single();
            Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
            Assert.IsNotNull(refused.Location);
        }
    }

    [TestMethod]
    [DataRow("{ kind: least-squares, judged: true, ridge: 0.1 }")]
    [DataRow("{ kind: mean-bias, judged: true }")]
    public void OnlyALeastSquaresUpdateWithoutARidgeIsJudged(string reconstruct)
    {
        Assert.AreEqual(0.2, MaskRecipes.Of(
            Step("{ method: wanda, reconstruct: { kind: least-squares, judged: true }, remove: { sparsity: 50% } }"),
            0).Value!.Update.HeldOutShare);

        var refused = MaskRecipes.Of(Step($"{{ method: wanda, reconstruct: {reconstruct}, remove: {{ sparsity: 50% }} }}"), 0)
            .Diagnostics.Single();
        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    public void TargetsCanBeSetAndNeedActivationsOfThePrunedModel()
    {
        var recipe = MaskRecipes.Of(
            Step("{ method: wanda, reconstruct: { kind: least-squares, ridge: 0.05, targets: original }, remove: { sparsity: 50% } }"),
            0).Value!;
        Assert.AreEqual((OutputTargets.Original, 0.05), (recipe.Targets, recipe.TargetRidge));

        var refused = MaskRecipes.Of(
            Step("{ method: wanda, reconstruct: { kind: none, inputs: dense, targets: block }, remove: { sparsity: 50% } }"),
            0).Diagnostics.Single();
        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    [DataRow("method: osscar")]
    [DataRow("criterion: { kind: fluctuation }")]
    public void AMethodOfStructuresIsToldWhatToRemove(string setting)
    {
        var refused = MaskRecipes.Of(Step($"{{ {setting}, remove: {{ sparsity: 50% }} }}"), 0).Diagnostics.Single();

        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, refused.Code);
        StringAssert.Contains(
            refused.Message, "cuts structures, and this 'remove' sets single weights to zero. Write 'remove: { flops: 50% }'");
        Assert.IsNotNull(refused.Location);
    }

    [TestMethod]
    [DataRow("soft-mask: none", "PB1020", "Available: sds.")]
    [DataRow("first: alps", "PB1020", "Available: sds.")]
    [DataRow("iterations: 2", "PB1020", "Available: sparsellm.")]
    [DataRow("ridge: 0.1", "PB1013", "belongs to criterion 'osscar', which chooses what is cut")]
    [DataRow("units-per-round: 2", "PB1013", "this step masks weights by 'wanda'. Remove it.")]
    [DataRow("predictive: fisher", "PB1013", "'kprune'")]
    public void WhatMasksDoNotKnowIsRefused(string setting, string code, string words)
    {
        var refused = MaskRecipes.Of(Step($"{{ criterion: {{ kind: wanda, {setting} }}, remove: {{ sparsity: 50% }} }}"), 0)
            .Diagnostics.Single();

        Assert.AreEqual(code, refused.Code);
        StringAssert.Contains(refused.Message, words);
        StringAssert.Contains(refused.Message, $"'{setting[..setting.IndexOf(':', StringComparison.Ordinal)]}'");
        Assert.IsNotNull(refused.Location);
    }

    private static PruneStep Step(string prune) => SampleEntry.Of(prune).Prune[0];
}
