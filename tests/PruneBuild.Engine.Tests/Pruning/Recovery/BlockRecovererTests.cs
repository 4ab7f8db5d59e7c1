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

[TestClass]
public sealed class BlockRecovererTests
{
    [TestMethod]
    [DataRow("tokens", BlockTargets.Original, 1)]
    [DataRow("tokens", BlockTargets.Pruned, 1)]
    [DataRow("tokens", BlockTargets.Original, 2)]
    [DataRow("encoder", BlockTargets.Original, 1)]
    [DataRow("convolutions", BlockTargets.Original, 1)]
    public void BlocksComeCloserToTheOriginalAndKeepEveryZero(string name, BlockTargets targets, int span)
    {
        var original = SmallModels.Of(name);
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = Masked(original, batches);
        var recipe = new RecoveryRecipe([TrainedFamily.Weights, TrainedFamily.Biases, TrainedFamily.Norms], Steps: 60, Blocks: new BlockRecipe(targets, span));
        var recovered = Recoverer.Recover(masked.Pruned, original, masked.Masks!.Kept, recipe, batches, Device.Cpu);
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        Assert.IsLessThan(recovered.Value.Report.LossBefore, recovered.Value.Report.LossAfter);
        Assert.IsLessThan(SmallModels.Error(original, masked.Pruned, batches), SmallModels.Error(original, recovered.Value.Model, batches));
        var index = new GraphIndex(recovered.Value.Model.Graph);
        foreach (var (tensor, kept) in masked.Masks.Kept)
        {
            var values = recovered.Value.Model.Read(index.Constant(tensor)!).ToFloats();
            Assert.IsTrue(values.Where((_, i) => !kept[i]).All(value => BitConverter.SingleToInt32Bits(value) == 0), tensor);
        }
    }

    [TestMethod]
    public void NothingIsDoneToAModelThatIsTheOriginal()
    {
        var original = SmallModels.Of("tokens");
        var recipe = new RecoveryRecipe([TrainedFamily.Weights], Steps: 5, Blocks: new BlockRecipe(BlockTargets.Original, 1));
        var recovered = Recoverer.Recover(original, original, new Dictionary<string, bool[]>(), recipe, SmallModels.Batches(original, 10, 1), Device.Cpu);
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        Assert.AreEqual(0.0, recovered.Value.Report.LossAfter);
        Assert.AreEqual(0.0, SmallModels.Error(original, recovered.Value.Model, SmallModels.Batches(original, 10, 1)));
    }

    private static PruneOutcome Masked(OnnxModel model, IReadOnlyList<Batch> batches)
    {
        var preset = MaskCatalog.Preset("magnitude")!;
        var outcome = MaskPruner.Prune(
            model,
            new MaskRecipe(
                "magnitude", preset.Method, false, preset.Update, new SparsityTarget.Share(0.5), null, AllocationKind.Uniform,
                ReconstructionInputs.Sequential, WeightFilter.Default),
            batches, Device.Cpu);
        Assert.IsTrue(outcome.IsOk, string.Join("; ", outcome.Diagnostics));
        return outcome.Value;
    }
}
