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
        var searched = MaskedModels.RecoveredChain(biases);
        var named = MaskedModels.RecoveredChain(biases with { LearningRate = biases.Rate(TrainedFamily.Biases) / 3 });

        Assert.AreEqual(100, named.Steps);
        Assert.IsGreaterThan(100, searched.Steps);
        Assert.IsLessThan(named.LossAfter, searched.LossAfter);
    }
}
