using PruneBuild.Engine.Drafting;
using PruneBuild.Engine.Measuring;
using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Probing;
using PruneBuild.Onnx;
using PruneBuild.Testing;

namespace PruneBuild.Engine.Tests.Drafting;

[TestClass]
public sealed class BlindTrialTests
{
    [TestMethod]
    [DataRow(2, 4, 16, "24 rows a batch are few")]
    [DataRow(256, 256, 1, "one batch has rows enough")]
    public void AModelThatAnswersEverywhereInAnImageIsTriedOnFewRecords(int channels, int height, int batches, string why)
    {
        var model = new ModelBuilder().Input("x", ElementType.Float, "batch", channels, height, 8)
            .Node("Relu", ["x"], ["y"]).Output("y", ElementType.Float, "batch", channels, height, 8).Build();
        var probe = SampleInputs.Probe(model, Device.Cpu).Value!;

        Assert.AreEqual(batches, BlindTrial.BatchesFor(Answer.Of(model, probe), probe), why);
    }
}
