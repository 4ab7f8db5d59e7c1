using PruneBuild.Numerics.Training;

namespace PruneBuild.Numerics.Tests.Training;

[TestClass]
public sealed class MomentumSgdTests
{
    [TestMethod]
    public void TwoStepsByHand()
    {
        var sgd = new MomentumSgd(2, new MomentumSgdOptions(Momentum: 0.5, WeightDecay: 0.1));
        float[] weights = [1, -2];

        // v = (2 + 0.1·1, 1 − 0.1·2), w − 0.1·v.
        sgd.Step(weights, [2, 1], 0.1);
        Assert.AreEqual(2.1, sgd.Velocity[0], 1e-6);
        Assert.AreEqual(0.8, sgd.Velocity[1], 1e-6);
        Assert.AreEqual(0.79, weights[0], 1e-6);
        Assert.AreEqual(-2.08, weights[1], 1e-6);

        // v = (0.5·2.1 − 1 + 0.079, 0.5·0.8 + 0 − 0.208), w − 0.2·v.
        sgd.Step(weights, [-1, 0], 0.2);
        Assert.AreEqual(0.129, sgd.Velocity[0], 1e-6);
        Assert.AreEqual(0.192, sgd.Velocity[1], 1e-6);
        Assert.AreEqual(0.7642, weights[0], 1e-6);
        Assert.AreEqual(-2.1184, weights[1], 1e-6);
    }

    /// <summary>SR-STE: the gradient goes straight through to both weights, and the one that the mask leaves out is also
    /// pulled towards zero.</summary>
    [TestMethod]
    public void WeightsThatTheMaskLeavesOutAreTrainedAndPulledMore()
    {
        var sgd = new MomentumSgd(2, new MomentumSgdOptions(Momentum: 0.9, WeightDecay: 0.1, MaskedDecay: 0.3));
        float[] weights = [2, 2];

        // v = 0.5 + 0.1·2, and 0.5 + (0.1 + 0.3)·2.
        sgd.Step(weights, [0.5f, 0.5f], 1, [true, false]);
        Assert.AreEqual(2 - 0.7, weights[0], 1e-6);
        Assert.AreEqual(2 - 1.3, weights[1], 1e-6);

        // The mask has moved: v = 0.9·0.7 + 0.4·1.3, and 0.9·1.3 + 0.1·0.7.
        sgd.Step(weights, [0, 0], 1, [false, true]);
        Assert.AreEqual(1.3 - 1.15, weights[0], 1e-6);
        Assert.AreEqual(0.7 - 1.24, weights[1], 1e-6);
    }

    [TestMethod]
    public void OneGoesOnWhereAnotherStopped()
    {
        var (whole, first, second) = (new MomentumSgd(3), new MomentumSgd(3), new MomentumSgd(3));
        float[] weights = [1, 2, 3];
        var parted = weights.ToArray();
        whole.Step(weights, [0.1f, 0.2f, 0.3f], 0.1);
        whole.Step(weights, [0.3f, 0.2f, 0.1f], 0.1);
        first.Step(parted, [0.1f, 0.2f, 0.3f], 0.1);
        second.Resume(first.Velocity);
        second.Step(parted, [0.3f, 0.2f, 0.1f], 0.1);
        CollectionAssert.AreEqual(weights, parted);
    }

    [TestMethod]
    public void FlagsThatDoNotFitAreRefused() =>
        Assert.Throws<ArgumentException>(() => new MomentumSgd(2).Step(new float[2], new float[2], 0.1, new bool[1]));
}
