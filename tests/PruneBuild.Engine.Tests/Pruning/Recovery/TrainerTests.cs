using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class TrainerTests
{
    /// <summary>The search begins with a third of the usual rate. Named, it ends where eighty steps gained nothing after twenty that did;
    /// as found, it falls, and training goes on from the best values.</summary>
    [TestMethod]
    public void ARateThatIsTooHighFallsInPlaceOfAnEnd()
    {
        var biases = new RecoveryRecipe([TrainedFamily.Biases], RecoveryLoss.Match, Steps: 400);
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);

        var searched = Recovered(null);

        var named = Recovered(biases.Rate(TrainedFamily.Biases) / 3);
        Assert.AreEqual(100, named.Steps);
        Assert.IsGreaterThan(100, searched.Steps);
        Assert.IsLessThan(named.LossAfter, searched.LossAfter);

        RecoveryReport Recovered(double? rate)
        {
            var recovered = new Recoverer(biases with { LearningRate = rate }, Workbench.Of(batches, Device.Cpu))
                .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
            Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
            return recovered.Value.Report;
        }
    }
}
