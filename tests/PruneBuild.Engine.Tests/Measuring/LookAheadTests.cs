using PruneBuild.Engine.Measuring;
using PruneBuild.Engine.Tests.Pruning;
using PruneBuild.Inference;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Sessions;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class LookAheadTests
{
    [TestMethod]
    public void AModelThatSeesWhatFollowsPredictsNothing() => Assert.IsNull(TokensOf(SmallModels.Decoder()));

    [TestMethod]
    public void AModelThatReadsEachTokenAlonePredicts() => Assert.AreEqual("ids", TokensOf(
        new ModelBuilder().Input("ids", ElementType.Int64, "batch", "sequence").Weight("table", 1, 11, 11)
            .Node("Gather", ["table", "ids"], ["y"]).Output("y", ElementType.Float, "batch", "sequence", 11).Build()));

    private static string? TokensOf(OnnxModel model)
    {
        var answer = Answer.Of(model, Device.Cpu).Value!;
        Assert.AreEqual("ids", answer.TokenInput);
        using var session = ModelSession.Open(model, Device.Cpu, SessionSettings.Reproducible).Value!;
        return LookAhead.Without(
            answer, session, new Batch(new Dictionary<string, Tensor> { ["ids"] = Tensor.Of([1L, 2, 3, 4], 1, 4) }, [0])).TokenInput;
    }
}
