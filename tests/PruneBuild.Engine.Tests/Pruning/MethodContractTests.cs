using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Rotation;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.Reconstruction;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;

namespace PruneBuild.Engine.Tests.Pruning;

/// <summary>What every method keeps to, on every kind of structure: neurons, gated ones too, heads, heads that share keys and values,
/// channels, residual branches, the residual stream's width, groups that several consumers read, and experts chosen for each
/// token.</summary>
[TestClass]
public sealed class MethodContractTests
{
    // What has one branch only, no channels, no BatchNormalization that scales inner channels, or no stream that a rotation leaves alone.
    private const string Refusals = """
        depth: chain, gated, fork, experts
        hrank: chain, tokens, encoder, decoder, grouped, gated, experts
        batchnorm-scale: chain, tokens, encoder, decoder, grouped, gated, fork, experts
        slicegpt: chain, tokens, encoder, gated, convolutions, fork, experts
        """;

    public static IEnumerable<(string Method, string Model)> Cases =>
        from method in MethodCatalog.Presets.Select(preset => preset.Name).Append(RotationRecipe.Method)
        from model in SmallModels.Names
        select (method, model);

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void RemovingNothingChangesNoBit(string method, string model)
    {
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 6, 1);

        var outcome = Pruned(original, method, 0, batches);

        if (outcome is null)
            return;
        Assert.AreEqual(PrunePlan.Empty, outcome.Plan);
        Assert.AreEqual(original.Proto, outcome.Pruned.Proto);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void TheSameDataGivesTheSameModel(string method, string model)
    {
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 6, 1);

        var first = Pruned(original, method, 0.4, batches);
        var second = Pruned(original, method, 0.4, batches);

        Assert.AreEqual(first?.Plan, second?.Plan);
        Assert.AreEqual(first?.Pruned.Proto, second?.Pruned.Proto);
    }

    [TestMethod]
    [DynamicData(nameof(Cases))]
    public void LossesAreFiniteAndNeverNegative(string method, string model)
    {
        var original = SmallModels.Of(model);

        var outcome = Pruned(original, method, 0.5, SmallModels.Batches(original, 6, 1));

        foreach (var group in outcome?.Plan.Groups ?? [])
        {
            Assert.IsTrue(double.IsFinite(group.Loss) && group.Loss >= 0, $"{group.GroupId}: {group.Loss}");
            Assert.IsTrue(group.Kept.Zip(group.Kept.Skip(1)).All(pair => pair.First < pair.Second), group.GroupId);
        }
    }

    /// <summary>The models whose outputs are those of the last layer that is cut, by methods that refit.</summary>
    public static IEnumerable<(string Method, string Model)> CasesCutAtTheEnd =>
        Cases.Where(pair => pair.Method != RotationRecipe.Method && pair.Model is not ("encoder" or "decoder" or "grouped"));

    [TestMethod]
    public void EveryMethodCutsEveryModelThatItDoesNotRefuse()
    {
        // Elsewhere a refusal passes: these are all there may be.
        var refused = Cases.Where(pair =>
        {
            var model = SmallModels.Of(pair.Model);
            return Pruned(model, pair.Method, 0.15, SmallModels.Batches(model, 6, 1)) is null;
        });

        Assert.AreEqual(Refusals.ReplaceLineEndings("\n"), string.Join(
            '\n', refused.GroupBy(pair => pair.Method, pair => pair.Model).Select(models => $"{models.Key}: {string.Join(", ", models)}")));
    }

    [TestMethod]
    [DynamicData(nameof(CasesCutAtTheEnd))]
    public void LeastSquaresAfterItIsNeverWorseThanItAlone(string method, string model)
    {
        // With one layer cut, what is minimised is the model's own output: no later layer can turn a smaller error into a larger one.
        var original = SmallModels.Of(model);
        var batches = SmallModels.Batches(original, 20, 1);
        var recipe = SmallModels.Recipe(method, 0) with
        {
            Budget = new Budget.Units(0.3),
            Filter = GroupFilter.Default with { Only = [LastGroup(original, batches)] },
            Inputs = ReconstructionInputs.Dense,
        };

        var alone = Pruned(original, recipe with { Reconstruction = new PlainSlice() }, batches);
        var refit = Pruned(original, recipe with { Reconstruction = new LeastSquaresReconstruction() }, batches);

        if (alone is null || refit is null)
            return;
        Assert.AreEqual(Units(alone), Units(refit));
        Assert.IsNotEmpty(alone.Plan.Groups);
        var (before, after) = (SmallModels.Error(original, alone.Pruned, batches), SmallModels.Error(original, refit.Pruned, batches));
        Assert.IsLessThanOrEqualTo(before * (1 + 1e-4), after);
    }

    private static string Units(PruneOutcome outcome) =>
        string.Join("; ", outcome.Plan.Groups.Select(group => $"{group.GroupId} {string.Join(',', group.Kept)}"));

    private static PruneOutcome? Pruned(OnnxModel model, string method, double removed, IReadOnlyList<Batch> batches)
    {
        if (method != RotationRecipe.Method)
            return Pruned(model, SmallModels.Recipe(method, removed), batches);
        var outcome = RotationPruner.Prune(
            model,
            new RotationRecipe(
                new Budget.Share(CostKind.Macs, removed), new AllocationOptions(AllocationKind.Uniform),
                new GroupFilter([], [], [StructureKind.Width])),
            Workbench.Of(batches, Device.Cpu));
        Assert.IsTrue(outcome.IsOk || outcome.Diagnostics.All(problem => problem.Code == "PB2052"), string.Join("; ", outcome.Diagnostics));
        return outcome.IsOk ? outcome.Value : null;
    }

    private static string LastGroup(OnnxModel model, IReadOnlyList<Batch> batches) =>
        StructureAnalysis.Analyse(model, batches, Device.Cpu).Value!.Structure.Groups.Last(GroupFilter.Default.Allows).Id;

    /// <summary>The outcome; null when the method says that it cannot judge what the model has,
    /// or that whole branches are too coarse for the budget.</summary>
    private static PruneOutcome? Pruned(OnnxModel model, PruneRecipe recipe, IReadOnlyList<Batch> batches)
    {
        var outcome = new Pruner(model, recipe, Workbench.Of(batches, Device.Cpu)).Prune();
        if (outcome.IsOk)
            return outcome.Value;
        Assert.IsTrue(
            outcome.Diagnostics.All(problem => problem.Code is "PB2050" or "PB3053"
                || (problem.Code == "PB3052" && recipe.Filter.Structures.Contains(StructureKind.Layers))),
            string.Join("; ", outcome.Diagnostics));
        return null;
    }
}
