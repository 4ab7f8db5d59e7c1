using PruneBuild.Engine.Pruning.Calibrating;
using PruneBuild.Inference;
using PruneBuild.Onnx;

namespace PruneBuild.Engine.Tests.Pruning.Calibrating;

[TestClass]
public sealed class TrueAnswersTests
{
    [TestMethod]
    public void PaddingAtTheStartOfARowSaysNothingOfTheRowBefore()
    {
        var batch = new Batch(
            new Dictionary<string, Tensor>
            {
                ["tokens"] = Tensor.Of([1L, 2, 3, 0, 5, 6], 2, 3),
                ["mask"] = Tensor.Of([1L, 1, 1, 0, 1, 1], 2, 3),
            },
            [0, 1])
        {
            Next = [4, 7],
        };

        var next = TrueAnswers.NextTokens(batch, "tokens", "mask");

        CollectionAssert.AreEqual(new long[] { 2, 3, 4, 5, 6, 7 }, next.ToInt64s());
    }
}
