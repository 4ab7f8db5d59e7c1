using PruneBuild.Engine.Pruning;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Inference.Devices;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class TrainingAttemptTests
{
    private static readonly RecoveryRecipe biases = new([TrainedFamily.Biases], RecoveryLoss.Match, Steps: 200);

    /// <summary>Without a gain for eighty steps, a training starts again, slower; a rate that somebody chose is the one that is tried.</summary>
    [TestMethod]
    public void ATrainingThatUsualRatesLeadNowhereStartsAgainWithSmallerOnes()
    {
        var (usual, chosen) = (Recovered(biases), Recovered(biases with { LearningRate = RecoveryRecipe.UsualRate(TrainedFamily.Biases) }));
        Assert.AreEqual(chosen.LossBefore, chosen.LossAfter);
        Assert.AreEqual(80, chosen.Steps);
        Assert.AreEqual(chosen.LossBefore, usual.LossBefore);
        Assert.IsLessThan(0.95 * usual.LossBefore, usual.LossAfter);
        Assert.IsGreaterThan(80, usual.Steps);
        Assert.IsLessThanOrEqualTo(200, usual.Steps);
    }

    [TestMethod]
    public void StepsThatAreLeftAreTheSlowerAttempts()
    {
        var second = TrainingAttempt.First.Next(biases, 80)!;
        Assert.AreSame(biases, TrainingAttempt.First.Of(biases, TrainedFamily.Biases));
        Assert.AreEqual(120, second.Of(biases, TrainedFamily.Biases).Steps);
        Assert.AreEqual(0.01, second.Of(biases, TrainedFamily.Biases).LearningRate!.Value, 1e-12);
        var third = second.Next(biases, 160)!;
        Assert.AreEqual(40, third.Of(biases, TrainedFamily.Weights).Steps);
        Assert.AreEqual(2e-3 / 9, third.Of(biases, TrainedFamily.Weights).LearningRate!.Value, 1e-12);
        Assert.IsNull(third.Next(biases, 180));
        Assert.IsNull(second.Next(biases, 200), "no steps are left");
        Assert.IsNull(TrainingAttempt.First.Next(biases with { LearningRate = 0.1 }, 80), "the rate is the user's");
    }

    private static RecoveryReport Recovered(RecoveryRecipe recipe)
    {
        var original = SmallModels.Of("chain");
        var batches = SmallModels.Batches(original, 10, 1);
        var masked = MaskedModels.Half(original, batches);
        var recovered = new Recoverer(recipe, Workbench.Of(batches, Device.Cpu))
            .Recover(StepInput.Of(original) with { Model = masked.Pruned, Kept = masked.Masks!.Kept });
        Assert.IsTrue(recovered.IsOk, string.Join("; ", recovered.Diagnostics));
        return recovered.Value.Report;
    }
}
