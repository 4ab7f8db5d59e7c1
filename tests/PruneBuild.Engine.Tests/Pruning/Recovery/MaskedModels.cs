using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Masks;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Numerics.Sparsity;
using PruneBuild.Onnx;
using PruneBuild.Pruning.Methods;
using PruneBuild.Pruning.Planning;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

/// <summary>Models under masks, and what must hold of them after recovery.</summary>
internal static class MaskedModels
{
    /// <summary>The model without the smaller half of each weight.</summary>
    public static PruneOutcome Half(OnnxModel model, IReadOnlyList<Batch> batches, WeightFilter? filter = null)
    {
        var preset = MaskCatalog.Preset("magnitude")!;
        var outcome = MaskPruner.Prune(model, new MaskRecipe(
                "magnitude", preset.Method, false, preset.Update, new SparsityTarget.Share(0.5), null, AllocationKind.Uniform,
                ReconstructionInputs.Sequential, filter ?? WeightFilter.Default), Workbench.Of(batches, Device.Cpu));
        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        return outcome.Value;
    }

    /// <summary>What a recovery of the chain without the smaller half of each weight reports.</summary>
    public static RecoveryReport RecoveredChain(RecoveryRecipe recipe)
    {
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = Half(original, batches);
        var recovered = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        return recovered.Value.Report;
    }

    /// <summary>Loss and error are smaller than before the recovery, and what was masked is still zero, bit for bit.</summary>
    public static void AssertCloserWithEveryZero(
        OnnxModel original, PruneOutcome masked, RecoveredModel recovered, IReadOnlyList<Batch> batches)
    {
        Assert.IsLessThan(recovered.Report.LossBefore, recovered.Report.LossAfter);
        Assert.IsLessThan(SmallModels.Error(original, masked.Pruned, batches), SmallModels.Error(original, recovered.Model, batches));
        var index = new GraphIndex(recovered.Model.Graph);
        foreach (var (tensor, kept) in masked.Masks!.Kept)
        {
            var values = recovered.Model.Read(index.Constant(tensor)!).ToFloats();
            Assert.IsTrue(values.Where((_, i) => !kept[i]).All(value => BitConverter.SingleToInt32Bits(value) == 0), tensor);
        }
    }
}
