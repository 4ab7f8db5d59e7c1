using PruneBuild.Diagnostics;
using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class RecoveryRecipesTests
{
    [TestMethod]
    public void BlocksTrainKeptWeightsAgainstTheOriginalsOwnActivations()
    {
        var recipe = Of("blocks").Value!;
        Assert.AreEqual(new BlockRecipe(BlockTargets.Original, 1), recipe.Blocks);
        Assert.AreEqual<ValueList<TrainedFamily>>([TrainedFamily.Weights, TrainedFamily.Biases, TrainedFamily.Norms], recipe.Families);
        Assert.AreEqual(new BlockRecipe(BlockTargets.Pruned, 2), Of("{ kind: blocks, targets: pruned, together: 2 }").Value!.Blocks);
    }

    [TestMethod]
    public void PerpTrainsTheWholeModel()
    {
        var recipe = Of("perp").Value!;
        Assert.IsNull(recipe.Blocks);
        Assert.AreEqual<ValueList<TrainedFamily>>([TrainedFamily.Biases, TrainedFamily.Norms], recipe.Families);
        Assert.IsFalse(recipe.AreFamiliesNamed);
        Assert.IsTrue(Of("{ kind: perp, train: [ biases, norms ] }").Value!.AreFamiliesNamed);
    }

    [TestMethod]
    public void UniptsTrainsEverythingTowardsTheOriginal()
    {
        var recipe = Of("{ kind: unipts, steps: 30, learning-rate: 0.02 }").Value!;
        Assert.AreEqual(new RegrowthRecipe(), recipe.Regrowth);
        Assert.AreEqual(
            ("unipts", RecoveryLoss.Match, 30, 0.02, 3), (recipe.Name, recipe.Loss, recipe.Steps, recipe.LearningRate, recipe.Seed));
        Assert.IsNull(Of("unipts").Value!.LearningRate);
    }

    [TestMethod]
    [DataRow("perp", null)]
    [DataRow("{ kind: perp, batch-size: 8 }", 8)]
    [DataRow("{ kind: blocks, batch-size: 1 }", 1)]
    [DataRow("{ kind: unipts, batch-size: 64 }", 64)]
    public void TheSizeOfAStepCanBeNamed(string recover, int? records) => Assert.AreEqual(records, Of(recover).Value!.BatchSize);

    [TestMethod]
    [DataRow("{ kind: unipts, train: [ biases ] }", 48)]
    [DataRow("{ kind: unipts, loss: match }", 45)]
    [DataRow("{ kind: unipts, rank: 2 }", 45)]
    [DataRow("{ kind: unipts, targets: pruned }", 48)]
    [DataRow("{ kind: unipts, together: 2 }", 49)]
    [DataRow("{ kind: blocks, loss: match }", 45)]
    [DataRow("{ kind: perp, together: 2 }", 47)]
    [DataRow("{ kind: perp, targets: pruned }", 46)]
    [DataRow("{ kind: perp, train: [ mask-lora, scale-lora ] }", 57)]
    [DataRow("{ kind: perp, rank: 2 }", 43)]
    [DataRow("{ kind: blocks, train: weights, rank: 2 }", 61)]
    public void KeysThatDoNotGoTogetherAreRefusedAtTheirPlace(string recover, int column)
    {
        var recipe = Of(recover);
        Assert.IsFalse(recipe.IsOk);
        Assert.AreEqual(DiagnosticCatalog.ManifestCombination.Code, recipe.Diagnostics[0].Code);
        Assert.AreEqual((5, column), (recipe.Diagnostics[0].Location!.Line, recipe.Diagnostics[0].Location!.Column));
    }

    [TestMethod]
    [DataRow("{ kind: perp, together: 2 }")]
    [DataRow("{ kind: perp, targets: pruned }")]
    public void AKeyOfBlocksUnderPerpHasAWayOut(string recover) =>
        StringAssert.EndsWith(Of(recover).Diagnostics[0].Message, "Remove them, or use 'kind: blocks'.");

    private static Result<RecoveryRecipe> Of(string recover) =>
        RecoveryRecipes.Of(SampleEntry.Of($"{{ recover: {recover}, method: magnitude, remove: {{ units: 9% }} }}").Prune[0].Recover!, 3);
}
