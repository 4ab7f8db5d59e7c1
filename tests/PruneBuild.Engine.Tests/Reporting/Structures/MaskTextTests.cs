using PruneBuild.Engine.Reporting.Structures;
using PruneBuild.Pruning.Masks;

namespace PruneBuild.Engine.Tests.Reporting.Structures;

[TestClass]
public sealed class MaskTextTests
{
    private static readonly MaskableWeights Weights = new(
        [
            new MaskableWeight("block.up", "up", "MatMul", 1, "up.weight", SampleLayout, null, 0, null),
            new MaskableWeight("head", "logits", "Gemm", 1, "head.weight", SampleLayout, null, 0, "it makes the model's answer"),
        ],
        [new MaskRefusal("table", "x", "Gather", 40_000, "it is looked up, not multiplied by")]);

    private static WeightLayout SampleLayout => new(OutputsFirst: false, Parts: 1, Features: 8, Outputs: 4);

    [TestMethod]
    public void SaysWhatIsMaskedAndWhyTheRestIsNot()
    {
        var writer = new StringWriter();
        MaskText.Write(writer, Weights);
        var text = writer.ToString().ReplaceLineEndings("\n");
        Assert.AreEqual(
            """
            can mask 32 elements of 1 weight
              block.up: 8 features × 4 outputs [MatMul 'up']
            dense unless 'only' names them (1):
              head: 8 features × 4 outputs, because it makes the model's answer [Gemm 'logits']
            cannot be masked (1):
              table: 40 K elements, because it is looked up, not multiplied by [Gather 'x']

            """.ReplaceLineEndings("\n"),
            text);
    }

    [TestMethod]
    public void ProgramsGetTheSame()
    {
        var json = MaskJson.Of(Weights);
        Assert.AreEqual("it makes the model's answer", (string?)json["weights"]![1]!["excluded"]);
        Assert.IsNull(json["weights"]![0]!["excluded"]);
        Assert.AreEqual(40_000, (long)json["refusals"]![0]!["elements"]!);
    }
}
