using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Rotation;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Methods.SliceGpt;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Structures;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Rotation;

[TestClass]
public sealed class RotationPrunerTests
{
    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void WithOneDirectionLessTheOutputsHardlyChange(bool inParts)
    {
        // LayerNorm's stream has no mean, so that one of its twelve directions is free; of the RMS model's one it is the least.
        var model = SmallModels.Decoder(inParts);
        var batches = SmallModels.Batches(model, 6, 1);

        var outcome = Pruned(model, new Budget.Units(1 / 12.0), batches);

        Assert.HasCount(3, outcome.Plan.Groups);
        Assert.IsTrue(outcome.Plan.Groups.All(group => group.Kept.SequenceEqual(Enumerable.Range(0, 11))));
        var error = SmallModels.Error(model, outcome.Pruned, batches);
        Assert.IsLessThan(inParts ? 0.05 : 1e-6, error);
    }

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void MoreDirectionsLoseNoMore(bool inParts)
    {
        var model = SmallModels.Decoder(inParts);
        var batches = SmallModels.Batches(model, 6, 1);

        var errors = new[] { 2, 5, 8 }
            .Select(gone => SmallModels.Error(model, Pruned(model, new Budget.Units(gone / 12.0), batches).Pruned, batches)).ToArray();

        Assert.IsTrue(errors.All(double.IsFinite));
        Assert.IsLessThan(errors[1], errors[0]);
        Assert.IsLessThan(errors[2], errors[1]);
    }

    [TestMethod]
    public void WhereTheAddedMatricesCostMoreThanIsSavedAWarningSaysSo()
    {
        var model = SmallModels.Decoder();
        var batches = SmallModels.Batches(model, 6, 1);

        var warning = Pruned(model, new Budget.Units(1 / 12.0), batches).Notes.Single();

        Assert.AreEqual(DiagnosticCatalog.RotationDearer.Code, warning.Code);
        StringAssert.StartsWith(warning.Message, "'slicegpt' leaves a model that takes ");
        Assert.IsEmpty(Pruned(model, new Budget.Share(CostKind.Macs, 0.4), batches).Notes);
    }

    [TestMethod]
    public void AShareIsOneOfTheOriginalsWorkAlthoughMatricesAreAdded()
    {
        var model = SmallModels.Decoder();
        var batches = SmallModels.Batches(model, 6, 1);

        var outcome = Pruned(model, new Budget.Share(CostKind.Macs, 0.4), batches);

        var before = StructureAnalysis.Analyse(model, batches, Device.Cpu).Value!.Structure.Cost.Macs(PrunePlan.Empty.KeptCounts());
        var after = StructureAnalysis.Analyse(outcome.Pruned, batches, Device.Cpu).Value!.Structure.Cost.Macs(PrunePlan.Empty.KeptCounts());
        Assert.IsLessThanOrEqualTo(0.6 * before, after);
        Assert.AreEqual(before, outcome.OriginalCost!.Macs(PrunePlan.Empty.KeptCounts()));
        Assert.AreEqual(after, outcome.Structure.Cost.Macs(outcome.Plan.KeptCounts()), 1e-6);
    }

    [TestMethod]
    public void RemovingNothingChangesNoBit()
    {
        var model = SmallModels.Decoder();

        var outcome = Pruned(model, new Budget.Share(CostKind.Macs, 0), SmallModels.Batches(model, 6, 1));

        Assert.AreEqual(PrunePlan.Empty, outcome.Plan);
        Assert.AreEqual(model.Proto, outcome.Pruned.Proto);
    }

    [TestMethod]
    public void TheSameDataGivesTheSameModel()
    {
        var model = SmallModels.Decoder();
        var batches = SmallModels.Batches(model, 6, 1);

        var first = Pruned(model, new Budget.Units(0.4), batches);
        var second = Pruned(model, new Budget.Units(0.4), batches);

        Assert.AreEqual(first.Plan, second.Plan);
        Assert.AreEqual(first.Pruned.Proto, second.Pruned.Proto);
        Assert.IsTrue(first.Plan.Groups.All(group => group.Loss is >= 0 and <= 1));
    }

    [TestMethod]
    [DataRow("encoder", "norm")]
    [DataRow("tokens", "'a0'")]
    [DataRow("convolutions", "no normalisation")]
    [DataRow("chain", "no normalisation")]
    public void AModelWithoutAnInvariantStreamIsRefusedAtTheNode(string name, string told)
    {
        var model = SmallModels.Of(name);

        var outcome = RotationPruner.Prune(
            model, Recipe(new Budget.Units(0.4)), Workbench.Of(SmallModels.Batches(model, 2, 1), Device.Cpu));

        Assert.IsFalse(outcome.IsOk);
        Assert.AreEqual("PB2052", outcome.Diagnostics[0].Code);
        StringAssert.Contains(outcome.Diagnostics[0].Message, told);
    }

    [TestMethod]
    [DataRow("llama__ts17")]
    [DataRow("opt__ts17")]
    [DataRow("gpt2__dyn")]
    [DataRow("gpt2__ts14")]
    [DataRow("gptneo__ts17")]
    [DataRow("phi__ts17")]
    public void ModelsOfTheZooAreSlicedAndProven(string name)
    {
        using var model = OnnxReader.Read(SharedFolder.Require("zoo", name, "model.onnx")).Value!;
        Batch[] batches = [.. Enumerable.Range(1, 2).Select(seed => new Batch(SampleInputs.Create(model, seed: seed).Value!, [seed]))];

        var outcome = Pruned(model, new Budget.Units(0.25), batches);

        Assert.IsTrue(outcome.Plan.Groups.All(group => group.Kept.Count == group.Units * 3 / 4));
        Assert.IsTrue(double.IsFinite(SmallModels.Error(model, outcome.Pruned, batches)));
    }

    [TestMethod]
    [DataRow("bert__ts17", "post-norm")]
    [DataRow("vit__ts17", "Concat")]
    public void AnEncoderOfTheZooIsRefused(string name, string told)
    {
        using var model = OnnxReader.Read(SharedFolder.Require("zoo", name, "model.onnx")).Value!;

        var outcome = RotationPruner.Prune(
            model, Recipe(new Budget.Units(0.25)), Workbench.Of([new Batch(SampleInputs.Create(model, seed: 1).Value!, [1])], Device.Cpu));

        Assert.AreEqual("PB2052", outcome.Diagnostics[0].Code);
        StringAssert.Contains(outcome.Diagnostics[0].Message, told);
    }

    [TestMethod]
    public void ACharacterModelWhoseSumsTakeNormalisedValuesIsRefused()
    {
        using var model = OnnxReader.Read(SharedFolder.Require("data", "shakespeare-char-gpt", "shakespeare-char-gpt.onnx")).Value!;

        var outcome = RotationPruner.Plan(model, Recipe(new Budget.Units(0.25)), Workbench.Of([], Device.Cpu));

        Assert.AreEqual("PB2052", outcome.Diagnostics[0].Code);
    }

    [TestMethod]
    public void WithoutDataThereIsNoBasis()
    {
        var outcome = RotationPruner.Prune(SmallModels.Decoder(), Recipe(new Budget.Units(0.4)), Workbench.Of([], Device.Cpu));

        Assert.AreEqual(DiagnosticCatalog.CalibrationNeeded.Code, outcome.Diagnostics[0].Code);
    }

    [TestMethod]
    public void ABudgetBelowOneDirectionIsOutOfReach()
    {
        var model = SmallModels.Decoder();

        var outcome = RotationPruner.Prune(
            model, Recipe(new Budget.Share(CostKind.Macs, 0.999)), Workbench.Of(SmallModels.Batches(model, 2, 1), Device.Cpu));

        Assert.AreEqual("PB3052", outcome.Diagnostics[0].Code);
    }

    [TestMethod]
    public void ABudgetThatSizesForbidSaysWhichSizes()
    {
        var model = SmallModels.Decoder();
        var recipe = Recipe(new Budget.Share(CostKind.Macs, 0.9));

        var outcome = RotationPruner.Prune(
            model, recipe with { Allocation = recipe.Allocation with { KeepAtLeast = 5 } },
            Workbench.Of(SmallModels.Batches(model, 2, 1), Device.Cpu));

        Assert.AreEqual("PB3052", outcome.Diagnostics[0].Code);
        StringAssert.Contains(outcome.Diagnostics[0].Message, "Sizes keep to 'keep-at-least: 5'");
    }

    [TestMethod]
    public void ThePlanNeedsNoDataAndPricesTheOriginal()
    {
        var model = SmallModels.Decoder();

        var cut = RotationPruner.Plan(model, Recipe(new Budget.Units(0.5)), Workbench.Of([], Device.Cpu));

        Assert.IsTrue(cut.IsOk, string.Join("; ", cut.Diagnostics));
        Assert.IsTrue(cut.Value.Plan.Groups.All(group => group.Kept.Count == 6));
        Assert.IsNotNull(cut.Value.OriginalCost);
    }

    private static PruneOutcome Pruned(OnnxModel model, Budget budget, IReadOnlyList<Batch> batches)
    {
        var outcome = RotationPruner.Prune(model, Recipe(budget), Workbench.Of(batches, Device.Cpu));
        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        return outcome.Value;
    }

    private static RotationRecipe Recipe(Budget budget) =>
        new(budget, new AllocationOptions(AllocationKind.Uniform), new GroupFilter([], [], [StructureKind.Width]));
}
