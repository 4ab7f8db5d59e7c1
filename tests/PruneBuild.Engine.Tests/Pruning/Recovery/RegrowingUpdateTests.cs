using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class RegrowingUpdateTests
{
    /// <summary>One of two weights stays. Factor of the loss 1/2, then 1/(2·0.5); no decay; rate 0.1, then half of it.</summary>
    [TestMethod]
    public void AMaskMovesWhenAWeightThatItLeftOutHasGrown()
    {
        var update = Of(
            new RegrowthRecipe(Momentum: 0, WeightDecay: 0, MaskedDecay: 0, FirstBase: 2, BaseDecay: 0.5), [1, 0.9f],
            [true, false], rate: 0.1, steps: 2);
        CollectionAssert.AreEqual((float[])[1, 0], update.Read(update.Values));

        update.Step([1, -1], step: 0, epoch: 0);
        Assert.AreEqual(0.95, update.Values[0], 1e-6);
        Assert.AreEqual(0.95, update.Values[1], 1e-6);

        update.Step([2, -2], step: 1, epoch: 1);
        Assert.AreEqual(0.85, update.Values[0], 1e-6);
        Assert.AreEqual(1.05, update.Values[1], 1e-6);
        CollectionAssert.AreEqual((bool[])[false, true], update.Mask(update.Values));
        Assert.AreEqual(0, BitConverter.SingleToInt32Bits(update.Read(update.Values)[0]));
        Assert.AreEqual(update.Values[1], update.Read(update.Values)[1]);
    }

    /// <summary>v = g + (λ + λ_M)·w for the weight that is left out, g + λ·w for the other.</summary>
    [TestMethod]
    public void OnlyWhatIsLeftOutHasTheSecondDecay()
    {
        var update = Of(
            new RegrowthRecipe(Momentum: 0.9, WeightDecay: 0.1, MaskedDecay: 0.2, FirstBase: 1), [2, 1],
            [true, false], rate: 0.5, steps: 1);
        update.Step([0.4f, 0.4f], step: 0, epoch: 0);
        Assert.AreEqual(2 - (0.5 * 0.6), update.Values[0], 1e-6);
        Assert.AreEqual(1 - (0.5 * 0.7), update.Values[1], 1e-6);
        Assert.AreEqual(0.6, update.Memory.Single()[0], 1e-6);
    }

    [TestMethod]
    public void TheLossIsDividedByWhatDecaysWithEpochs()
    {
        var recipe = new RegrowthRecipe();
        Assert.AreEqual(1 / 8.0, recipe.LossFactor(0), 1e-12);
        Assert.AreEqual(1 / (8 * 0.99 * 0.99), recipe.LossFactor(2), 1e-12);
    }

    private static TensorUpdate Of(RegrowthRecipe regrowth, float[] start, bool[] kept, double rate, int steps)
    {
        var tensor = new TrainedTensor("w", TrainedFamily.Weights, kept)
        {
            Moving = MovingMask.Of(new WeightLayout(false, 1, 1, 2), kept, null), Start = start,
        };
        return TensorUpdate.Of(
            tensor, [start[0], 0], new RecoveryRecipe(RegrowthRecipe.Families, Steps: steps) { Regrowth = regrowth }, rate);
    }
}
