using PruneBuild.Engine.Reporting.Structures;

namespace PruneBuild.Engine.Tests.Reporting.Structures;

[TestClass]
public sealed class StructureTextTests
{
    [TestMethod]
    public void SaysWhatCanBeCutAndWhyTheRestCannot()
    {
        var writer = new StringWriter();
        StructureText.Write(writer, "m.onnx", SampleStructure.TwoBlocks, new Dictionary<string, long> { ["sequence"] = 7, ["image"] = 32 });
        var text = writer.ToString();
        StringAssert.Contains(text, "m.onnx: 16.9 K parameters, 33.8 K FLOPs for one record of sequence 7, image 32");
        StringAssert.Contains(text, "can cut 8 attention heads, 128 neurons (97 % of its FLOPs)");
        StringAssert.Contains(text, "classifier.weight: 32 (1.0 % of FLOPs) cannot be cut because its axis is normalised "
            + "[LayerNormalization 'embeddings/LayerNorm']");
    }

    [TestMethod]
    [DataRow(999.0, "999")]
    [DataRow(12345.0, "12.3 K")]
    [DataRow(15300000.0, "15.3 M")]
    [DataRow(2.5e9, "2.5 G")]
    public void CountsAreRounded(double count, string expected) => Assert.AreEqual(expected, StructureText.Number(count));
}
