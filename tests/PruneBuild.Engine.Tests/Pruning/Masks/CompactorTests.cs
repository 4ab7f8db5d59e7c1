using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Inference.Devices;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Pruning.Masks;

[TestClass]
public sealed class CompactorTests
{
    [TestMethod]
    public void UnitsThatFallSilentWhenOthersAreGoneGoToo()
    {
        // Nothing reads feature 3 of the second layer, and feature 5 of the first only makes that one.
        var model = ZeroedWeight.In(
            ZeroedWeight.In(SmallModels.Ladder(), "w2", (row, _) => row == 3), "w1", (row, column) => row == 5 && column != 3);
        var batches = SmallModels.Batches(model, 4, 1);

        var compacted = new Compactor(Workbench.Of(batches, Device.Cpu), []).Compact(model).Value!;

        Assert.AreEqual("w0 6×11, w1 11×11, w2 11×12, w3 12×12, w4 12×3", Shapes(compacted.Pruned));
        Assert.AreEqual(2, compacted.Plan.Groups.Count);
        Assert.IsLessThan(1e-10, SmallModels.Error(model, compacted.Pruned, batches));
        Assert.IsEmpty(compacted.Notes);
    }

    [TestMethod]
    public void WhatIsToBeKeptStaysWhole()
    {
        var model = ZeroedWeight.In(SmallModels.Ladder(), "w2", (row, _) => row is 3 or 4);
        var group = new Compactor(Workbench.Of([], Device.Cpu), []).Compact(model).Value!.Plan.Groups.Single();
        Assert.AreEqual("0 1 2 5 6 7 8 9 10 11", string.Join(' ', group.Kept));

        Assert.IsEmpty(new Compactor(Workbench.Of([], Device.Cpu), [group.GroupId]).Compact(model).Value!.Plan.Groups);
    }

    [TestMethod]
    public void MasksThatEmptyUnitsMakeASmallerModelThatAnswersTheSame()
    {
        var model = SmallModels.Ladder();
        var batches = SmallModels.Batches(model, 4, 1);
        var masked = Pruned(model, "{ method: magnitude, remove: { sparsity: 90% } }").Value!;

        var compacted = Pruned(model, "{ method: magnitude, remove: { sparsity: 90% }, compact: true }").Value!;

        Assert.AreEqual(2, compacted.Steps.Count);
        Assert.AreEqual(masked.Steps[0].Masks!.Zeros, compacted.Steps[0].Masks!.Zeros);
        Assert.IsLessThan(Elements(masked.Model), Elements(compacted.Model));
        Assert.AreEqual(Elements(compacted.Model), compacted.Steps[^1].Structure.Cost.Parameters(compacted.Steps[^1].Plan.KeptCounts()));
        Assert.IsLessThan(1e-10, SmallModels.Error(masked.Model, compacted.Model, batches));
    }

    [TestMethod]
    [DynamicData(nameof(Models))]
    public void EveryModelAnswersAsBefore(string name)
    {
        var model = SmallModels.Of(name);
        var masked = Pruned(model, "{ method: magnitude, remove: { sparsity: 85% } }").Value!.Model;
        var compacted = Pruned(model, "{ method: magnitude, remove: { sparsity: 85% }, compact: true }").Value!.Model;
        Assert.IsLessThan(1e-10, SmallModels.Error(masked, compacted, SmallModels.Batches(model, 4, 1)));
    }

    public static IEnumerable<string> Models => SmallModels.Names;

    [TestMethod]
    public void WhereNoUnitIsSilentAWarningSaysSo()
    {
        var model = SmallModels.Ladder();

        var pruned = Pruned(
            model, "[ { method: magnitude, remove: { sparsity: 10% } }, { method: magnitude, remove: { sparsity: 20% }, compact: true } ]");

        Assert.AreEqual("w0 6×12, w1 12×12, w2 12×12, w3 12×12, w4 12×3", Shapes(pruned.Value!.Model));
        var warning = pruned.Diagnostics.Single(note => note.Code == DiagnosticCatalog.NothingToCompact.Code);
        Assert.AreEqual(Severity.Warning, warning.Severity);
        StringAssert.Contains(warning.Message, "none of 48 units in 4 groups");
        Assert.AreEqual(5, warning.Location!.Line);
    }

    [TestMethod]
    public void WhereNothingIsMaskedTheKeyIsToGo()
    {
        var pruned = Pruned(SmallModels.Ladder(), "{ method: magnitude, remove: { units: 25% }, compact: true }");

        var warning = pruned.Diagnostics.Single(note => note.Code == DiagnosticCatalog.NothingToCompact.Code);
        StringAssert.EndsWith(warning.Message, "No step masks weights ('remove: { sparsity: … }'): remove 'compact'.");
    }

    [TestMethod]
    public void OneGroupIsNoGroups()
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", 4).Weight("up", 1, 4, 3).Weight("down", 2, 3, 2)
            .Node("MatMul", ["x", "up"], ["h"]).Node("Relu", ["h"], ["r"]).Node("MatMul", ["r", "down"], ["y"])
            .Output("y", ElementType.Float, "batch", 2).Build();

        var warning = Pruned(model, "{ method: magnitude, remove: { units: 30% }, compact: true }").Diagnostics
            .Single(note => note.Code == DiagnosticCatalog.NothingToCompact.Code);

        StringAssert.Contains(warning.Message, " units in 1 group is without effect, and 2 other dimensions cannot be cut.");
    }

    private static Result<PrunedModel> Pruned(OnnxModel model, string prune)
    {
        var pruned = ModelPruner.Prune(
            model, SampleEntry.Of(prune), seed: 0, Workbench.Of(SmallModels.Batches(model, 4, 1), Device.Cpu));
        Assert.IsTrue(pruned.IsOk, string.Join("; ", pruned.Diagnostics));
        return pruned;
    }

    private static string Shapes(OnnxModel model) =>
        string.Join(", ", model.Graph.Initializer.Select(tensor => $"{tensor.Name} {string.Join('×', tensor.Dims)}"));

    private static double Elements(OnnxModel model) =>
        model.Graph.Initializer.Sum(tensor => tensor.Dims.Aggregate(1.0, (count, size) => count * size));
}
