using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class TrainerTests
{
    /// <summary>The search begins with the usual rate. Named, it ends where eighty steps gained nothing after twenty that did;
    /// as found, it falls, and training goes on from the best values.</summary>
    [TestMethod]
    public void ARateThatIsTooHighFallsInPlaceOfAnEnd()
    {
        var updates = new RecoveryRecipe([TrainedFamily.MaskLora], RecoveryLoss.Match, Steps: 200, Seed: 7);
        var searched = MaskedModels.RecoveredChain(updates);
        var named = MaskedModels.RecoveredChain(updates with { LearningRate = updates.Rate(TrainedFamily.MaskLora) });

        Assert.IsLessThan(200, named.Steps);
        Assert.IsGreaterThan(named.Steps, searched.Steps);
        Assert.IsLessThan(named.LossAfter, searched.LossAfter);
    }
}
