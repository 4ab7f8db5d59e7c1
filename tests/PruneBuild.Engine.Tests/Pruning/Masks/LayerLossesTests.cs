using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference.Devices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class LayerLossesTests
{
    /// <summary>In groups, where all compare the same weights. That Wanda is at most magnitude is no theorem,
    /// but holds in every layer here.</summary>
    [TestMethod]
    public void TheMoreAMethodKnowsTheLessEveryLayerErrs()
    {
        var (model, all) = LanguageModels.Of("stories");
        var batches = all.Take(2).ToArray();
        var facts = StructureAnalysis.Analyse(model, batches, Device.Cpu).Value!.Probe.Facts;
        var weights = MaskableWeights.Find(model, facts).Weights.Where(WeightFilter.Default.Allows).ToArray();
        var recipes = ((string[])["alps", "sparsegpt", "wanda", "magnitude"]).Select(Recipe).ToArray();
        var losses = LayerLosses.Of(model, facts, weights, recipes, Workbench.Of(batches, Device.Cpu)).Value!;
        Assert.HasCount(35, losses);
        foreach (var (id, errors) in losses)
        {
            Assert.IsGreaterThan(0, errors[0], id);
            Assert.IsLessThan(1, errors[^1], id);
            for (var i = 1; i < errors.Length; i++)
                Assert.IsLessThanOrEqualTo(
                    errors[i], errors[i - 1], $"{id}: {recipes[i - 1].Method} {errors[i - 1]}, {recipes[i].Method} {errors[i]}");
        }
    }

    private static MaskRecipe Recipe(string method)
    {
        var preset = MaskCatalog.Preset(method)!;
        return new MaskRecipe(
            method, preset.Method, false, preset.Update, new SparsityTarget.Pattern(2, 4), null, AllocationKind.Uniform,
            ReconstructionInputs.Dense, WeightFilter.Default);
    }
}
