using PruneBuild.Engine.Pruning.Recovery;
using PruneBuild.Pruning.Masks;
using PruneBuild.Pruning.Recovery;

namespace PruneBuild.Engine.Tests.Pruning.Recovery;

[TestClass]
public sealed class EmptyFamiliesTests
{
    [TestMethod]
    public void NoFamilyThatIsRefusedIsAWayOut()
    {
        var message = Message(TrainedFamily.MaskLora, TrainedFamily.Norms);
        StringAssert.Contains(message, "Low-rank updates adapt matrices of two axes and kernels of convolutions");
        StringAssert.EndsWith(message, "Name others: biases, new-biases, embeddings, head, head-lora, weights.");
    }

    [TestMethod]
    public void OfOtherFamiliesNothingIsSaidOfLowRanks() => StringAssert.EndsWith(
        Message(TrainedFamily.Embeddings),
        "(embeddings). Name others: biases, new-biases, norms, head, head-lora, lora, mask-lora, scale-lora, weights.");

    private static string Message(params TrainedFamily[] families) =>
        EmptyFamilies.All(SmallModels.Of("chain"), new MaskableWeights([], []), new RecoveryRecipe([.. families])).Message;
}
