using PruneBuild.Engine.Measuring;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Measuring;

[TestClass]
public sealed class PredictedTokensTests
{
    [TestMethod]
    public void AHeadAsLargeAsTheTableScoresItsTokens() =>
        Assert.AreEqual("input_ids", PredictedTokens.InputOf(Model("input_ids"), 11, _ => true));

    [TestMethod]
    public void AHeadMayBePadded() => Assert.AreEqual("input_ids", PredictedTokens.InputOf(Model("input_ids"), 128, _ => true));

    [TestMethod]
    public void FeaturesFewerOrMoreThanTheTokensAreNoScores()
    {
        Assert.IsNull(PredictedTokens.InputOf(Model("input_ids"), 8, _ => true));
        Assert.IsNull(PredictedTokens.InputOf(Model("input_ids"), 256, _ => true));
    }

    [TestMethod]
    public void AnEncoderDecoderSpeaksOfItsDecodersTokens() =>
        Assert.AreEqual("decoder_input_ids", PredictedTokens.InputOf(Model("input_ids", "decoder_input_ids"), 11, _ => true));

    [TestMethod]
    public void MasksSegmentsAndPositionsAreNoTokens() =>
        Assert.IsNull(PredictedTokens.InputOf(Model("attention_mask", "token_type_ids", "position_ids"), 11, _ => true));

    private static OnnxModel Model(params string[] inputs)
    {
        var builder = new ModelBuilder().Weight("table", 1, 11, 8);
        foreach (var input in inputs)
            builder.Input(input, ElementType.Int64, "batch", "sequence").Node("Gather", ["table", input], [$"{input}.embedded"]);
        return builder.Output($"{inputs[0]}.embedded").Build();
    }
}
