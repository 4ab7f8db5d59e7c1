using PruneBuild.Inference.Devices;
using PruneBuild.Inference.Statistics;
using PruneBuild.Inference.Streaming;
using PruneBuild.Onnx;

namespace PruneBuild.Inference.Tests.Statistics;

[TestClass]
public sealed class HeldActivationsTests
{
    private static readonly ShapeFacts facts = new(new Dictionary<string, ValueFact> { ["ids"] = new(ElementType.Int64, [2, 5]) });

    [TestMethod]
    public void AQuarterOfTheMemoryIsSharedByTheBatchesThatRunAtOnceAndTheLargestCounts()
    {
        var one = HeldActivations.Limit(facts, [Batch(2, 5)], Device.Cpu, memory: 4000);
        var many = HeldActivations.Limit(facts, [.. Enumerable.Repeat(Batch(2, 5), 100), Batch(4, 10)], Device.Cpu, memory: 4000);

        Assert.AreEqual(1000, one);
        Assert.AreEqual(1000.0 / Math.Min(101, Workers.For(Device.Cpu)) / 4, many, 1e-9);
    }

    private static Batch Batch(int records, int length) =>
        new(
            new Dictionary<string, Tensor> { ["ids"] = Tensor.Of(new long[records * length], records, length) },
            [.. Enumerable.Range(0, records)]);
}
